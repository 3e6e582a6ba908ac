// An app that does nothing, for the cost of a realm.
export default () => {};
