import { describeCuts } from '../conformance/testing/describe-cuts.ts'
import { ALPACA_UNDER_TEST } from '../simulators/alpaca/testing/rig.ts'

describeCuts(ALPACA_UNDER_TEST)
