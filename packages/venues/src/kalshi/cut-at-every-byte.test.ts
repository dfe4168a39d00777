import { describeCuts } from '../conformance/testing/describe-cuts.ts'
import { KALSHI_UNDER_TEST } from '../simulators/kalshi/testing/rig.ts'

describeCuts(KALSHI_UNDER_TEST)
