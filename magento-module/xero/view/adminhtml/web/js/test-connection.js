/**
 * Button of the configuration page: posts, then lists what was tried and how it ended.
 */
define([
    'jquery',
    'mage/translate'
], function ($, $t) {
    'use strict';

    var classes = {
        ok: 'message message-success',
        warning: 'message message-warning',
        error: 'message message-error'
    };

    return function (config, element) {
        var button = $(element).find('[data-role="test"]'),
            result = $(element).find('[data-role="result"]');

        /**
         * One line; text only, because it may repeat what a foreign server said.
         *
         * @param {String} state
         * @param {String} text
         */
        function show(state, text) {
            $('<div>').addClass(classes[state] || classes.error).text(text).appendTo(result);
        }

        button.on('click', function () {
            result.empty();
            button.prop('disabled', true);
            $.ajax({
                url: config.url,
                type: 'POST',
                dataType: 'json',
                showLoader: true,
                data: {
                    'form_key': window.FORM_KEY
                }
            }).done(function (answer) {
                $.each(answer.checks || [], function (index, check) {
                    show(check.state, check.title + ': ' + check.message);
                });

                if (!answer.checks) {
                    show('error', answer.message || $t('The test did not answer. Sign in again and repeat it.'));
                }
            }).fail(function () {
                show('error', $t('The test did not answer. Sign in again and repeat it.'));
            }).always(function () {
                button.prop('disabled', false);
            });
        });
    };
});
