using System.Globalization;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Connections;

/// <summary>
/// A peer that is really outside: in a network namespace behind a pair of cards with the packet size of Ethernet, by an address that the machine translates. Both directions are full when the server is killed.
/// </summary>
public sealed class OutsidePeerTests : ProgramTest
{
    private const string Server = """
        import socket, sys, time
        listener = socket.create_server(('0.0.0.0', int(sys.argv[1])))
        print('ready', flush=True)
        served, _ = listener.accept()
        while data := served.recv(65536):
            served.sendall(data)
            time.sleep(0.002)
        print('ended', flush=True)
        """;

    private const string Client = """
        import hashlib, random, socket, sys, threading
        total = int(sys.argv[3])
        connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        sent, got, count = hashlib.sha256(), hashlib.sha256(), 0
        def write():
            source, left = random.Random(5), total
            while left:
                piece = source.randbytes(min(left, 50000))
                connection.sendall(piece)
                sent.update(piece)
                left -= len(piece)
            connection.shutdown(socket.SHUT_WR)
        writer = threading.Thread(target=write)
        writer.start()
        while data := connection.recv(65536):
            got.update(data)
            count += len(data)
            if count // 500000 != (count - len(data)) // 500000:
                print('got', count, flush=True)
        writer.join()
        print('same' if sent.digest() == got.digest() else 'different', count, flush=True)
        """;

    private const int Bytes = 40_000_000;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"pd{Environment.ProcessId % 100_000}");

    [Fact]
    public void A_long_transfer_both_ways_lacks_no_byte()
    {
        Needs.Root();
        try
        {
            Connect();
            var port = FreePort.Take();
            var outer = FreePort.Take();
            Run(Needs.Program("nft"), "add", "table", "ip", _name);
            Run("nft", "add", "chain", "ip", _name, "in", "{ type nat hook prerouting priority -100; }");
            Run("nft", "add", "rule", "ip", _name, "in", "ip", "daddr", "10.213.77.1", "tcp", "dport", $"{outer}", "dnat", "to", $"10.213.77.1:{port}");
            Transfer(port, outer);
        }
        finally
        {
            Try("nft", "delete", "table", "ip", _name);
            Try("ip", "netns", "del", _name);
            Try("ip", "link", "del", $"{_name}a");
        }
    }

    private void Transfer(int port, int outer)
    {
        var server = Bench.Start("server", Needs.Program("python3"), WriteFile("server.py", Server), $"{port}");
        AwaitText(server, "ready\n");
        var client = Bench.Start("client", "ip", "netns", "exec", _name, Needs.Program("python3"), WriteFile("client.py", Client), "10.213.77.1", $"{outer}", $"{Bytes}");
        for (var round = 1; round <= 3; round++)
        {
            Patience.Until(() => Got(client) > round * (Bytes / 8), TimeSpan.FromSeconds(40), $"a part of the transfer\n{client.Output}{client.Errors}");
            var taken = Bench.Checkpoint(server.Pid, "--kill").Expect(0);
            Assert.Equal(1, taken.Number("keptConnections"));
            Thread.Sleep(500);
            Assert.Equal(1, Bench.Restore(taken.Text("id")).Expect(0).Number("keptConnections"));
        }

        Assert.True(client.WaitForExit(TimeSpan.FromSeconds(90)) == 0, $"{client.Output}{client.Errors}{Bench.Transcript}");
        Assert.EndsWith($"same {Bytes}\n", client.Output, StringComparison.Ordinal);
    }

    private static long Got(Keeper client)
    {
        var last = client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.StartsWith("got ", StringComparison.Ordinal));
        return last is null ? 0 : long.Parse(last.AsSpan("got ".Length), CultureInfo.InvariantCulture);
    }

    private void Connect()
    {
        var made = Bench.Start("ip", Needs.Program("ip"), "netns", "add", _name);
        Assert.SkipWhen(made.WaitForExit(TimeSpan.FromSeconds(10)) != 0, $"no network namespaces here: {made.Errors}");
        var pair = Bench.Start("ip", "ip", "link", "add", $"{_name}a", "type", "veth", "peer", "name", $"{_name}b", "netns", _name);
        Assert.SkipWhen(pair.WaitForExit(TimeSpan.FromSeconds(10)) != 0, $"no veth here: {pair.Errors}");
        Run("ip", "addr", "add", "10.213.77.1/24", "dev", $"{_name}a");
        Run("ip", "link", "set", $"{_name}a", "mtu", "1500", "up");
        Run("ip", "-n", _name, "addr", "add", "10.213.77.2/24", "dev", $"{_name}b");
        Run("ip", "-n", _name, "link", "set", $"{_name}b", "mtu", "1500", "up");
    }

    private void Run(string program, params string[] arguments)
    {
        var run = Bench.Start("run", [program, .. arguments]);
        Assert.SkipWhen(run.WaitForExit(TimeSpan.FromSeconds(10)) != 0, $"{program} {string.Join(' ', arguments)}: {run.Errors}");
    }

    private void Try(string program, params string[] arguments) => Bench.Start("run", [program, .. arguments]).WaitForExit(TimeSpan.FromSeconds(10));
}
