<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Outbox\Retry;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Puts parked rows back.
 */
class RetryCommand extends Command
{
    /**
     * @param Retry $retry
     */
    public function __construct(private readonly Retry $retry)
    {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:retry');
        $this->setDescription('Tries parked and waiting outbox rows again');
        $this->addArgument('ids', InputArgument::IS_ARRAY, 'Ids of outbox rows; none means all');
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        $ids = array_map('intval', $input->getArgument('ids'));
        $output->writeln(sprintf('%d outbox rows will be tried again.', $this->retry->retry($ids)));

        return self::SUCCESS;
    }
}
