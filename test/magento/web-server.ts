import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon, attempt, firstOnPath, until } from './commands';

/** php-fpm and nginx in front of one Magento folder, on a loopback port. */
export class WebServer {
  readonly url: string;
  #fpm: Daemon | undefined;
  #nginx: Daemon | undefined;
  readonly #phpSocket: string;

  constructor(
    private readonly code: string,
    private readonly runtime: string,
    private readonly port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.#phpSocket = join(runtime, 'php.sock');
  }

  async start(): Promise<void> {
    this.#fpm = this.#startPhp();
    this.#nginx = this.#startNginx();
    await until(
      'Magento answers',
      async () => {
        for (const daemon of [this.#fpm, this.#nginx])
          if (daemon?.isRunning() !== true) throw new Error(`a server ended at its start:\n${daemon?.output ?? ''}`);
        try {
          return (await fetch(`${this.url}/rest/default/V1/directory/currency`)).ok;
        } catch {
          return false;
        }
      },
      { withinMs: 120_000, everyMs: 500 },
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.#nginx?.stop(), this.#fpm?.stop()]);
  }

  #startPhp(): Daemon {
    const options = join(this.runtime, 'php-fpm.conf');
    const isRoot = process.getuid?.() === 0;
    writeFileSync(
      options,
      [
        '[global]',
        'daemonize=no',
        `error_log=${join(this.runtime, 'php-fpm.log')}`,
        '[www]',
        ...(isRoot ? ['user=root', 'group=root'] : []),
        `listen=${this.#phpSocket}`,
        'pm=static',
        'pm.max_children=4',
        'clear_env=no',
        'php_admin_value[memory_limit]=1G',
        'php_admin_value[max_input_vars]=10000',
        'php_admin_value[max_execution_time]=600',
        'php_admin_value[realpath_cache_size]=10M',
        'php_admin_value[opcache.memory_consumption]=256',
        'php_admin_value[opcache.max_accelerated_files]=60000',
        `php_admin_value[session.save_path]=${join(this.code, 'var')}`,
      ].join('\n'),
    );
    const fpm = firstOnPath('php-fpm8.2', 'php-fpm', 'php-fpm8.3', 'php-fpm8.1', 'php-fpm8.4');
    if (fpm === undefined) throw new Error('php-fpm is not installed');
    return new Daemon('php-fpm', fpm, ['-F', '-y', options, ...(isRoot ? ['-R'] : [])]);
  }

  #startNginx(): Daemon {
    const options = join(this.runtime, 'nginx.conf');
    const spool = (name: string) => {
      const folder = join(this.runtime, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    // Debian's fastcgi_params passes the host without its port, which breaks every signature on another port than 80.
    const parameters = readFileSync('/etc/nginx/fastcgi_params', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('fastcgi_param') && !line.includes('HTTP_HOST'))
      .concat('fastcgi_param HTTP_HOST $http_host;')
      .join('\n');
    writeFileSync(join(this.runtime, 'fastcgi_params'), parameters);
    writeFileSync(
      options,
      `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; worker_processes 1; pid ${join(this.runtime, 'nginx.pid')}; error_log stderr;
events { worker_connections 256; }
http {
  ${existsSync('/etc/nginx/mime.types') ? 'include /etc/nginx/mime.types;' : ''}
  access_log off; client_max_body_size 64m;
  client_body_temp_path ${spool('body')}; proxy_temp_path ${spool('proxy')}; fastcgi_temp_path ${spool('fastcgi')};
  uwsgi_temp_path ${spool('uwsgi')}; scgi_temp_path ${spool('scgi')};
  server {
    listen 127.0.0.1:${this.port};
    root ${join(this.code, 'pub')}; index index.php;
    location /static/ {
      location ~ ^/static/version\\d*/ { rewrite ^/static/version\\d*/(.*)$ /static/$1 last; }
      if (!-f $request_filename) { rewrite ^/static/?(.*)$ /static.php?resource=$1 last; }
    }
    location /media/ { try_files $uri $uri/ /get.php$is_args$args; }
    location / { try_files $uri $uri/ /index.php$is_args$args; }
    location ~ ^/(index|get|static)\\.php$ {
      fastcgi_pass unix:${this.#phpSocket}; fastcgi_read_timeout 600s; fastcgi_buffers 32 64k; fastcgi_buffer_size 64k;
      include ${join(this.runtime, 'fastcgi_params')};
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    }
  }
}
`,
    );
    return new Daemon('nginx', 'nginx', ['-e', 'stderr', '-c', options]);
  }
}

/** `bin/magento` of one folder. */
export class MagentoCommand {
  constructor(private readonly code: string) {}

  /** Arguments for `php` before the script. */
  static readonly phpFlags = ['-d', 'memory_limit=2G', '-d', 'opcache.enable_cli=0'] as const;

  /** What it printed; throws if it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.attempt(...args);
    if (code !== 0)
      throw new Error(`bin/magento ${args.join(' ')} ended with ${String(code)}:\n${output.slice(-4000)}`);
    return output;
  }

  async attempt(...args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
    const script = join('bin', 'magento');
    const outcome = await attempt('php', [...MagentoCommand.phpFlags, script, ...args, '--no-ansi'], {
      cwd: this.code,
    });
    return { code: outcome.code, output: outcome.stdout + outcome.stderr };
  }

  /** A script of test/magento/php, with MAGENTO_ROOT set to this folder; what it printed. */
  async script(name: string, ...args: readonly string[]): Promise<string> {
    const outcome = await attempt('php', [...MagentoCommand.phpFlags, join(__dirname, 'php', name), ...args], {
      cwd: this.code,
      env: { MAGENTO_ROOT: this.code },
    });
    if (outcome.code !== 0)
      throw new Error(`${name} ended with ${String(outcome.code)}:\n${outcome.stderr}${outcome.stdout}`);
    return outcome.stdout;
  }

  /** A command that goes on until it is stopped. */
  daemon(...args: readonly string[]): Daemon {
    const flags = [...MagentoCommand.phpFlags, join('bin', 'magento'), ...args, '--no-ansi'];
    return new Daemon(args[0] ?? 'magento', 'php', flags, { cwd: this.code });
  }
}
