import { describeCuts } from '../conformance/testing/describe-cuts.ts'
import { COINBASE_UNDER_TEST } from '../simulators/coinbase/testing/rig.ts'

describeCuts(COINBASE_UNDER_TEST)
