<?php
declare(strict_types=1);

namespace LedgerlinkTest\Probe;

use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Exception\LocalizedException;
use Magento\Sales\Model\Order;

/**
 * Does, at one moment of the next checkout, what var/probe-order says: `throw inside`, `kill inside` or `kill after`. Notes first what the
 * same connection sees in the outbox, so that a test can tell a rolled-back row from one that was never written.
 */
class Orders
{
    private const FILE = '/probe-order';

    /**
     * @param ResourceConnection $resource
     * @param DirectoryList $directoryList
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly DirectoryList $directoryList
    ) {
    }

    /**
     * Obeys
     *
     * @param string $moment inside or after
     * @param Order $order
     * @return void
     * @throws LocalizedException
     */
    public function obey(string $moment, Order $order): void
    {
        $file = $this->directoryList->getPath(DirectoryList::VAR_DIR) . self::FILE;
        $wish = is_file($file) ? explode(' ', trim((string)file_get_contents($file))) : ['', ''];
        if ($wish[1] !== $moment) {
            return;
        }
        unlink($file);
        $connection = $this->resource->getConnection();
        $rows = $connection->fetchOne(
            'SELECT COUNT(*) FROM ' . $this->resource->getTableName('ledgerlink_outbox') . ' WHERE record_key = ?',
            ['order:' . $order->getId()]
        );
        file_put_contents($file . '-seen', json_encode([
            'order' => (int)$order->getId(),
            'rows' => (int)$rows,
            'level' => $connection->getTransactionLevel(),
        ]));
        if ($wish[0] === 'kill') {
            // php-fpm has no posix extension in Debian. The process is gone before this returns.
            shell_exec('kill -9 ' . getmypid());
        }
        throw new LocalizedException(__('The probe stops this checkout.'));
    }
}
