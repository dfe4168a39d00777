import { describeCuts } from '../conformance/testing/describe-cuts.ts'
import { IBKR_UNDER_TEST } from '../simulators/ibkr/testing/rig.ts'

describeCuts(IBKR_UNDER_TEST)
