<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Instance;

use Magento\Framework\DataObject\IdentityGeneratorInterface;
use Magento\Framework\FlagManager;

/**
 * Identity of this installation. Entity ids of two shops collide, so every event carries it as its source.
 */
class InstanceId
{
    public const FLAG = 'ledgerlink_instance_id';

    /**
     * @param FlagManager $flagManager
     * @param IdentityGeneratorInterface $identityGenerator
     */
    public function __construct(
        private readonly FlagManager $flagManager,
        private readonly IdentityGeneratorInterface $identityGenerator
    ) {
    }

    /**
     * The UUID made at install; made now where the flag was lost, because an event without a source cannot be sent.
     */
    public function get(): string
    {
        $id = (string)$this->flagManager->getFlagData(self::FLAG);

        return $id !== '' ? $id : $this->renew();
    }

    /**
     * Makes this a new installation in the sidecar's eyes, e.g. for a copy that shall live on its own.
     */
    public function renew(): string
    {
        $id = $this->identityGenerator->generateId();
        $this->flagManager->saveFlag(self::FLAG, $id);

        return $id;
    }
}
