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
        file = RandomNumberGenerator.GetBytes(Bytes);
        var server = NginxServer.Start(Bench, port, "file.bin", file, server: "limit_rate 4m;");
        AwaitPort(port, server, "nginx");
        return server;
    }
}
