<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Outbox\Figures;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Relay\Incident;
use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\Choice;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Says what the module does, and what keeps it from doing it.
 */
class StatusCommand extends Command
{
    private const PARKED_SHOWN = 20;

    /**
     * @param InstanceId $instanceId
     * @param BaseUrlPin $baseUrlPin
     * @param RecordingGate $gate
     * @param Channel $channel
     * @param Figures $figures
     * @param Incident $incident
     */
    public function __construct(
        private readonly InstanceId $instanceId,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly RecordingGate $gate,
        private readonly Channel $channel,
        private readonly Figures $figures,
        private readonly Incident $incident
    ) {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:status');
        $this->setDescription('Shows whether changes are recorded and events get through');
        $this->addOption('json', null, InputOption::VALUE_NONE, 'As JSON');
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $status = $this->status();
        if ($input->getOption('json')) {
            $output->writeln(json_encode($status, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
        } else {
            $this->write($status, $output);
        }

        return $status['problem'] === null && $status['outbox']['parked'] === 0 ? self::SUCCESS : self::FAILURE;
    }

    /**
     * All that is shown
     *
     * @return array
     */
    private function status(): array
    {
        $choice = $this->channel->choose();

        return [
            'instance_id' => $this->instanceId->get(),
            'base_url' => $this->baseUrlPin->current(),
            'pinned_base_url' => $this->baseUrlPin->pinned(),
            'records' => $this->gate->isOpenAnywhere(),
            'transport' => $choice->code,
            'transport_reason' => $choice->reason,
            'target' => $choice->code === null ? null : $this->channel->open()->getTarget(),
            'outbox' => $this->figures->counts(),
            'oldest_pending_seconds' => $this->figures->oldestPendingSeconds(),
            'parked' => $this->figures->parked(self::PARKED_SHOWN),
            'problem' => $this->problem($choice),
        ];
    }

    /**
     * What keeps the module from its work, or null
     *
     * @param Choice $choice
     * @return string|null
     */
    private function problem(Choice $choice): ?string
    {
        if (!$this->baseUrlPin->matches()) {
            return $this->baseUrlPin->describeMismatch();
        }
        if ($choice->code === null && $this->gate->isOpenAnywhere()) {
            return $choice->reason;
        }

        return $this->incident->read()['message'] ?? null;
    }

    /**
     * Writes the status for people
     *
     * @param array $status
     * @param OutputInterface $output
     * @return void
     */
    private function write(array $status, OutputInterface $output): void
    {
        $output->writeln('Instance:   ' . $status['instance_id']);
        $output->writeln(sprintf(
            'Base URL:   %s (pinned: %s)',
            $status['base_url'],
            $status['pinned_base_url'] ?? 'not yet, at the first enabling'
        ));
        $output->writeln('Records:    ' . ($status['records'] ? 'yes' : 'no'));
        $output->writeln(sprintf('Transport:  %s (%s)', $status['transport'] ?? 'none', $status['transport_reason']));
        $output->writeln('Target:     ' . ($status['target'] ?? '-'));
        $output->writeln(sprintf(
            'Outbox:     %d pending (oldest %d s), %d parked, %d published, %d skipped',
            $status['outbox']['pending'],
            $status['oldest_pending_seconds'],
            $status['outbox']['parked'],
            $status['outbox']['published'],
            $status['outbox']['skipped']
        ));
        foreach ($status['parked'] as $row) {
            $output->writeln(sprintf('  parked %s (%s): %s', $row['record_key'], $row['reason'], $row['last_error']));
        }
        if ($status['problem'] !== null) {
            $output->writeln('<error>' . $status['problem'] . '</error>');
        }
    }
}
