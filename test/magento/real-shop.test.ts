import { journey } from './suite/journey';
import { kafka } from './suite/kafka';
import { removal, standard } from './suite/lifecycle';
import { pages } from './suite/pages';
import { recording } from './suite/recording';
import { relaying } from './suite/relaying';
import { snapshots } from './suite/snapshots';
import { Stage } from './stage';

jest.setTimeout(600_000);

// One shop for all of it: setting one up takes minutes.
const stage = new Stage();
beforeAll(() => stage.start(), 1_800_000);
afterAll(() => stage.stop(), 120_000);

recording(stage);
relaying(stage);
kafka(stage);
snapshots(stage);
pages(stage);
journey(stage);
standard(stage);
removal(stage);
