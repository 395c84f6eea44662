/**
 * Column of a grid that shows a Xero status in Magento's own coloured label.
 */
define([
    'Magento_Ui/js/grid/columns/select'
], function (Select) {
    'use strict';

    var classes = {
        synced: 'grid-severity-notice',
        held: 'grid-severity-critical',
        failed: 'grid-severity-critical',
        pending: 'grid-severity-minor',
        skipped: 'grid-severity-minor'
    };

    return Select.extend({
        defaults: {
            bodyTmpl: 'Ledgerlink_Xero/grid/cells/status'
        },

        /**
         * Class of the label, none where the record has no status.
         *
         * @param {Object} row
         * @returns {String}
         */
        getStatusClass: function (row) {
            return classes[row[this.index]] || '';
        }
    });
});
