<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Connection;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Magento\Framework\Phrase;

/**
 * Tries what stands between a change in Magento and the sidecar, and says each result with the next step.
 */
class ConnectionTest
{
    public const OK = 'ok';
    public const WARNING = 'warning';
    public const ERROR = 'error';

    /**
     * @param RecordingGate $gate
     * @param BaseUrlPin $baseUrlPin
     * @param Channel $channel
     * @param RelayView $relayView
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly Channel $channel,
        private readonly RelayView $relayView
    ) {
    }

    /**
     * The checks in the order of a change's way
     *
     * @return array<int, array{title: string, state: string, message: string}>
     */
    public function run(): array
    {
        return [$this->recording(), $this->transport(), $this->otherEnd()];
    }

    /**
     * Whether changes are recorded at all
     *
     * @return array{title: string, state: string, message: string}
     */
    private function recording(): array
    {
        $title = __('Recording');
        if (!$this->baseUrlPin->matches()) {
            return $this->check($title, self::ERROR, __(
                'This is a copy of the shop %1: nothing is recorded or sent. If the shop has moved, run '
                . '"bin/magento ledgerlink:pin".',
                $this->baseUrlPin->pinned()
            ));
        }

        return $this->gate->isOpenAnywhere()
            ? $this->check($title, self::OK, __('Changes are recorded.'))
            : $this->check($title, self::WARNING, __('No website is enabled: nothing is recorded.'));
    }

    /**
     * Whether a transport can run here
     *
     * @return array{title: string, state: string, message: string}
     */
    private function transport(): array
    {
        $choice = $this->channel->choose();
        $relay = $this->relayView->read();
        if ($relay !== null && $relay->code !== $choice->code) {
            return $this->check(__('Transport'), self::WARNING, __(
                'The relay uses %1, but the web server can only try %2. Try it with "bin/magento ledgerlink:test".',
                $relay->code ?? $relay->reason,
                $choice->code ?? $choice->reason
            ));
        }

        return $this->check(
            __('Transport'),
            $choice->code === null ? self::ERROR : self::OK,
            $choice->code === null ? $choice->reason : __('%1 (%2)', $choice->code, $choice->reason)
        );
    }

    /**
     * Whether the other end answers
     *
     * @return array{title: string, state: string, message: string}
     */
    private function otherEnd(): array
    {
        $title = __('Other end');
        try {
            $transport = $this->channel->open();

            return $this->check($title, self::OK, __('%1: %2', $transport->getTarget(), $transport->probe()));
        } catch (TransportException $exception) {
            return $this->check($title, self::ERROR, $exception->getMessage());
        }
    }

    /**
     * One result
     *
     * @param Phrase $title
     * @param string $state
     * @param Phrase|string $message
     * @return array{title: string, state: string, message: string}
     */
    private function check(Phrase $title, string $state, Phrase|string $message): array
    {
        return ['title' => (string)$title, 'state' => $state, 'message' => (string)$message];
    }
}
