<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Tries the way to the sidecar without sending an event.
 */
class TestCommand extends Command
{
    /**
     * @param Channel $channel
     */
    public function __construct(private readonly Channel $channel)
    {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:test');
        $this->setDescription('Tests the transports and the connection of the chosen one');
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        foreach ($this->channel->obstacles() as $code => $obstacle) {
            $output->writeln(sprintf('%-8s %s', $code, $obstacle === null ? 'can run' : 'cannot run: ' . $obstacle));
        }
        try {
            $transport = $this->channel->open();
            $choice = $this->channel->choose();
            $output->writeln(sprintf('chosen   %s (%s)', $choice->code, $choice->reason));
            $output->writeln('target   ' . $transport->getTarget());
            $output->writeln('<info>' . $transport->probe() . '</info>');
        } catch (TransportException $exception) {
            $output->writeln('<error>' . $exception->getMessage() . '</error>');

            return self::FAILURE;
        }

        return self::SUCCESS;
    }
}
