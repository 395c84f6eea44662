<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Relay\RelayLoop;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Relays from a terminal or a supervisor.
 */
class RelayCommand extends Command
{
    /**
     * @param RelayLoop $loop
     */
    public function __construct(private readonly RelayLoop $loop)
    {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:relay');
        $this->setDescription('Sends recorded changes as events, until it is stopped');
        $this->addOption('once', null, InputOption::VALUE_NONE, 'Send what is due, and end');
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        if (!$input->getOption('once')) {
            $output->writeln(sprintf('Worked on %d outbox rows.', $this->loop->run(PHP_INT_MAX, true)));

            return self::SUCCESS;
        }
        try {
            $output->writeln(sprintf('Worked on %d outbox rows.', $this->loop->drain()));
        } catch (TransportException $exception) {
            $output->writeln('<error>' . $exception->getMessage() . '</error>');

            return self::FAILURE;
        }

        return self::SUCCESS;
    }
}
