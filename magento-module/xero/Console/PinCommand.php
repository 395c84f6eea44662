<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Console;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Lets the module emit under the present base URL.
 */
class PinCommand extends Command
{
    /**
     * @param BaseUrlPin $baseUrlPin
     * @param InstanceId $instanceId
     */
    public function __construct(
        private readonly BaseUrlPin $baseUrlPin,
        private readonly InstanceId $instanceId
    ) {
        parent::__construct();
    }

    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        $this->setName('ledgerlink:pin');
        $this->setDescription('Makes the present base URL the one that may send events, after a move of the shop');
        $this->addOption(
            'new-instance',
            null,
            InputOption::VALUE_NONE,
            'This is a copy that shall live on its own, with a sidecar of its own'
        );
    }

    /**
     * @inheritDoc
     */
    protected function execute(InputInterface $input, OutputInterface $output): int
    {
        if ($input->getOption('new-instance')) {
            $this->instanceId->renew();
        }
        $this->baseUrlPin->pin();
        $output->writeln(sprintf(
            'Events are sent from %s, as instance %s.',
            $this->baseUrlPin->current(),
            $this->instanceId->get()
        ));

        return self::SUCCESS;
    }
}
