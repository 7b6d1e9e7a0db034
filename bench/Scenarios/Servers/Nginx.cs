using Perdure.Kernel;
using Perdure.Scenarios.Probes;

namespace Perdure.Scenarios.Servers;

/// <summary>An nginx of one master and two workers that serves one file.</summary>
internal sealed class Nginx(string folder) : Server(folder)
{
    public override Question Question => Question.HttpGet;

    protected override string Command => $"nginx -p '{Folder}' -e '{Folder}/error.log' -c '{Folder}/nginx.conf'";

    public override void Start()
    {
        File.WriteAllText(Path.Combine(Folder, "index.html"), $"<html><body>{new string('.', 4000)}</body></html>\n");
        File.WriteAllText(Path.Combine(Folder, "nginx.conf"), Configuration());
        base.Start();
    }

    /// <summary>Master and workers are there; that they answer has been seen already.</summary>
    public override void Check()
    {
        var workers = Daemon.Descendants(Pid).Count();
        if (workers != 2)
            throw new PerdureException($"the restored nginx has {workers} workers, expected 2");
    }

    private string Configuration() => $$"""
        user root;
        daemon off;
        worker_processes 2;
        pid {{Folder}}/nginx.pid;
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path {{Folder}}/body; proxy_temp_path {{Folder}}/proxy; fastcgi_temp_path {{Folder}}/fastcgi;
            uwsgi_temp_path {{Folder}}/uwsgi; scgi_temp_path {{Folder}}/scgi;
            server { listen 127.0.0.1:{{Port}}; root {{Folder}}; }
        }

        """;
}
