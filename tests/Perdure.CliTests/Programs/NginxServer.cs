using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>An nginx of a test: one file that it serves, a log of accesses, all of it in the workbench.</summary>
internal static class NginxServer
{
    /// <summary>Starts it; it need not listen yet.</summary>
    /// <param name="bench">Where its files go.</param>
    /// <param name="port">Where it is to listen.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="http">More directives for http.</param>
    /// <param name="server">More directives for the server.</param>
    public static Keeper Start(Workbench bench, int port, string name, byte[] content, string http = "", string server = "")
    {
        var root = bench.MakeFolder("www");
        File.WriteAllBytes(Path.Combine(root, name), content);

        // Workers of a root's nginx are another user's processes.
        foreach (var folder in new[] { bench.Folder, root })
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        var configuration = Path.Combine(bench.Folder, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            worker_processes 2;
            pid {{bench.Folder}}/nginx.pid;
            error_log {{ErrorLog(bench)}};
            events { worker_connections 64; }
            http {
              access_log {{AccessLog(bench)}};
              client_body_temp_path {{bench.Folder}}; proxy_temp_path {{bench.Folder}}; fastcgi_temp_path {{bench.Folder}};
              uwsgi_temp_path {{bench.Folder}}; scgi_temp_path {{bench.Folder}};
              {{http}}
              server { listen 127.0.0.1:{{port}}; root {{root}}; {{server}} }
            }
            """);
        return bench.Start("nginx", Needs.Program("nginx"), "-c", configuration, "-e", ErrorLog(bench));
    }

    /// <summary>A line for each request.</summary>
    public static string AccessLog(Workbench bench) => Path.Combine(bench.Folder, "access.log");

    private static string ErrorLog(Workbench bench) => Path.Combine(bench.Folder, "error.log");
}
