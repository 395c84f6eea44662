<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit;

use Magento\Framework\Phrase;

/**
 * For tests of classes that extend or use Magento's.
 */
trait NeedsMagento
{
    /**
     * Says which tests could not run, and what they need
     *
     * @before
     */
    public function skipWithoutMagento(): void
    {
        if (!class_exists(Phrase::class)) {
            $this->markTestSkipped('MAGENTO_ROOT is not set to a Magento code folder with vendor/');
        }
    }
}
