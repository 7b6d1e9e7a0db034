using System.Security.Cryptography;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Connections;

/// <summary>A long download by curl from nginx goes on after either of them was killed and brought back, and every byte is right.</summary>
public sealed class DownloadTests : ProgramTest
{
    private const int Bytes = 24 * 1024 * 1024;
    private readonly int port = FreePort.Take();

    [Fact]
    public void The_client_is_killed_and_comes_back() => Download((server, curl) => curl.Pid);

    [Fact]
    public void The_server_is_killed_and_comes_back() => Download((server, curl) => server.Pid);

    private void Download(Func<Keeper, Keeper, int> target)
    {
        Needs.Root();
        var server = StartServer(out var file);
        var got = Path.Combine(Bench.Folder, "got");
        var curl = Bench.Start("curl", Needs.Program("curl"), "-sS", "-o", got, $"http://127.0.0.1:{port}/file.bin");
        for (var round = 1; round <= 3; round++)
        {
            var enough = round * Bytes / 6;
            Patience.Until(() => File.Exists(got) && new FileInfo(got).Length > enough, TimeSpan.FromSeconds(40), $"a part of the download\n{curl.Errors}");
            var taken = Bench.Checkpoint(target(server, curl), "--kill").Expect(0);
            Assert.Equal(1, taken.Number("keptConnections"));
            Thread.Sleep(500);
            Assert.Equal(1, Bench.Restore(taken.Text("id"), "--files", "use-current").Expect(0).Number("keptConnections"));
        }

        Patience.Until(() => new FileInfo(got).Length == Bytes, TimeSpan.FromSeconds(60), $"the end of the download\n{curl.Errors}{Bench.Transcript}");
        Assert.Equal(SHA256.HashData(file), SHA256.HashData(File.ReadAllBytes(got)));
    }

    private Keeper StartServer(out byte[] file)
    {
        var root = Bench.MakeFolder("www");
        file = RandomNumberGenerator.GetBytes(Bytes);
        File.WriteAllBytes(Path.Combine(root, "file.bin"), file);
        foreach (var folder in new[] { Bench.Folder, root })
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        var configuration = WriteFile("nginx.conf", $$"""
            daemon off;
            worker_processes 1;
            pid {{Bench.Folder}}/nginx.pid;
            error_log {{Bench.Folder}}/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path {{Bench.Folder}}; proxy_temp_path {{Bench.Folder}}; fastcgi_temp_path {{Bench.Folder}};
              uwsgi_temp_path {{Bench.Folder}}; scgi_temp_path {{Bench.Folder}};
              server { listen 127.0.0.1:{{port}}; root {{root}}; limit_rate 4m; }
            }
            """);
        var server = Bench.Start("nginx", Needs.Program("nginx"), "-c", configuration, "-e", Path.Combine(Bench.Folder, "error.log"));
        AwaitPort(port, server, "nginx");
        return server;
    }
}
