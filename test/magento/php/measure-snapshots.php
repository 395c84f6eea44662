<?php
// php measure-snapshots.php TYPE COUNT: builds snapshots, again and again over all records of a type, as the relay does; prints figures in
// milliseconds and bytes as JSON.
declare(strict_types=1);

use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Ledgerlink\Xero\Model\Snapshot\SnapshotProvider;
use Magento\Framework\App\Area;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\State;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$objects = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$objects->get(State::class)->setAreaCode(Area::AREA_CRONTAB);
[, $type, $count] = $argv;
$ids = $objects->get(SnapshotBuilderPool::class)->get($type)->listIds('', 1000);
$provider = $objects->get(SnapshotProvider::class);
$times = [];
$early = 0;
for ($index = 0; $index < (int)$count; $index++) {
    $start = hrtime(true);
    $provider->get($type, (string)$ids[$index % count($ids)]);
    $times[] = (hrtime(true) - $start) / 1e6;
    if ($index === 99) {
        $early = memory_get_usage();
    }
}
sort($times);
echo json_encode([
    'count' => count($times),
    'records' => count($ids),
    'median_ms' => round($times[intdiv(count($times), 2)], 2),
    'p95_ms' => round($times[(int)(count($times) * 0.95)], 2),
    'slowest_ms' => round(end($times), 2),
    'memory_growth_after_100_bytes' => memory_get_usage() - $early,
]);
