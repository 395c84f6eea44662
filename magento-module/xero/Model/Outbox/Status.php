<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * States of an outbox row: pending → published | skipped | parked, parked → pending by a person.
 */
class Status
{
    public const PENDING = 'pending';
    public const PUBLISHED = 'published';
    /** Its website turned out not to be recorded, which the observer could not know without a read */
    public const SKIPPED = 'skipped';
    /** Could not be built or was refused, again and again: needs a person */
    public const PARKED = 'parked';
}
