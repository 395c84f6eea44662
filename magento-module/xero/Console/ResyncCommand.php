<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Outbox\Resync;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Records existing records again.
 */
class ResyncCommand extends Command
{
    /**
     * @param Resync $resync
     */
    public function __construct(private readonly Resync $resync)
    {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:resync');
        $this->setDescription('Sends existing records again, as if they had changed now');
        $this->addArgument('type', InputArgument::REQUIRED, implode(', ', $this->resync->types()));
        $this->addOption('from', null, InputOption::VALUE_REQUIRED, 'Created at or after this UTC time, 2026-07-01');
        $this->addOption('to', null, InputOption::VALUE_REQUIRED, 'Created before this UTC time');
        $this->addOption('ids', null, InputOption::VALUE_REQUIRED, 'Entity ids, with commas');
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $type = (string)$input->getArgument('type');
        $from = $input->getOption('from');
        $to = $input->getOption('to');
        $ids = array_values(array_filter(array_map('intval', explode(',', (string)$input->getOption('ids')))));
        $complaint = $this->complain($type, $from, $to, $ids, $input->getOption('ids'));
        if ($complaint !== null) {
            $output->writeln('<error>' . $complaint . '</error>');

            return self::INVALID;
        }
        $count = $this->resync->request($type, $this->time($from), $this->time($to), $ids);
        $output->writeln(sprintf('%d records match; those of enabled websites are sent again.', $count));

        return self::SUCCESS;
    }

    /**
     * What is wrong with the input, or null
     *
     * @param string $type
     * @param string|null $from
     * @param string|null $to
     * @param int[] $ids
     * @param string|null $idsGiven
     */
    private function complain(string $type, ?string $from, ?string $to, array $ids, ?string $idsGiven): ?string
    {
        if (!in_array($type, $this->resync->types(), true)) {
            return sprintf('There is no type "%s". The types are: %s.', $type, implode(', ', $this->resync->types()));
        }
        if ($from === null && $to === null && $idsGiven === null) {
            return 'Name what to send: --ids, --from or --to. For the whole history use the backfill of the sidecar.';
        }
        if ($idsGiven !== null && $ids === []) {
            return '--ids takes entity ids with commas, e.g. --ids 12,15.';
        }
        foreach (array_filter([$from, $to], static fn (?string $time): bool => $time !== null) as $time) {
            if (strtotime($time . ' UTC') === false) {
                return sprintf('"%s" is no time. Write it like 2026-07-01 or "2026-07-01 14:00".', $time);
            }
        }

        return null;
    }

    /**
     * A given time as the database writes it, or null
     *
     * @param string|null $given
     * @return string|null
     */
    private function time(?string $given): ?string
    {
        return $given === null ? null : gmdate('Y-m-d H:i:s', (int)strtotime($given . ' UTC'));
    }
}
