export { planOrder } from './planOrder';
