using System.Net;
using System.Net.Sockets;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Connections;

/// <summary>Connections to a peer outside live on across a kill and a restore, and no byte is lost. docs/16-tcp.md.</summary>
public sealed class KeptConnectionTests : ProgramTest
{
    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("::1", "")]
    [InlineData("127.0.0.1", "--lazy")]
    public void Requests_in_flight_are_answered_after_the_restore(string host, string option)
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench, "--bind", "127.0.0.1", "::1");
        using var stream = new RedisStream(IPAddress.Parse(host), redis.Port);
        for (var round = 0; round < 3; round++)
        {
            var before = stream.Answered;
            Patience.Until(() => stream.Answered > before + 50, TimeSpan.FromSeconds(30), $"answers in round {round}: {stream.Failure}\n{Bench.Transcript}");
            var taken = Bench.Checkpoint(redis.Pid, "--kill").Expect(0);
            Assert.Equal(1, taken.Number("keptConnections"));
            Assert.True(PacketTables.Has(taken.Text("id")), "no table holds packets back");
            Thread.Sleep(round == 0 ? 3000 : 300);
            var restored = Bench.Restore(taken.Text("id"), option.Length > 0 ? [option] : []).Expect(0);
            Assert.Equal((1, 0), (restored.Number("keptConnections"), restored.Number("closedConnections")));
            Assert.False(PacketTables.Has(taken.Text("id")), "the table is still there");
            LazyServers.AwaitEnd(Bench);
        }

        stream.ExpectAll();
    }

    [Fact]
    public void A_checkpoint_that_fails_lets_packets_through_again()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        var tables = PacketTables.Names();
        using var stream = new RedisStream(IPAddress.Loopback, redis.Port);
        foreach (var point in (string[])["files-captured", "content-written", "image-written"])
        {
            Bench.Environment["PERDURE_FAIL_AT"] = point;
            Bench.Checkpoint(redis.Pid, "--kill").ExpectFailure(1, point);
            Bench.Environment.Remove("PERDURE_FAIL_AT");
            Assert.Empty(PacketTables.Names().Except(tables));
            var before = stream.Answered;
            Patience.Until(() => stream.Answered > before + 20, TimeSpan.FromSeconds(30), $"answers after a failure at {point}: {stream.Failure}");
        }

        stream.ExpectAll();
    }

    [Fact]
    public void The_death_of_perdure_lets_packets_through_again()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        var tables = PacketTables.Names();
        using var stream = new RedisStream(IPAddress.Loopback, redis.Port);
        foreach (var point in (string[])["files-captured", "content-written", "image-written"])
        {
            Bench.Environment["PERDURE_FAIL_AT"] = point + ":kill";
            Bench.Checkpoint(redis.Pid, "--kill").Expect(128 + 9);
            Bench.Environment.Remove("PERDURE_FAIL_AT");
            Patience.Until(() => !PacketTables.Names().Except(tables).Any(), TimeSpan.FromSeconds(10), "the end of the table");
            var before = stream.Answered;
            Patience.Until(() => stream.Answered > before + 20, TimeSpan.FromSeconds(30), $"answers after perdure was killed at {point}: {stream.Failure}");
        }

        stream.ExpectAll();
    }

    /// <summary>A parent has accepted a connection, and its child serves it: the child alone is killed.</summary>
    [Fact]
    public void A_connection_that_somebody_outside_has_too_is_not_touched()
    {
        Needs.Root();
        var script = WriteFile("server.py", """
            import os, socket, time
            listener = socket.create_server(('127.0.0.1', 0))
            print('port', listener.getsockname()[1], flush=True)
            served, _ = listener.accept()
            listener.close()
            child = os.fork()
            if child == 0:
                while True:
                    time.sleep(0.05)
            print('child', child, flush=True)
            os.waitpid(child, 0)
            while data := served.recv(100):
                served.sendall(data)
            """);
        var server = Bench.Start("server", Needs.Program("python3"), script);
        AwaitText(server, "port");
        using var client = new LineClient(NumberAfter(server, "port"));
        AwaitText(server, "child");
        var taken = Bench.Checkpoint(NumberAfter(server, "child"), "--kill").Expect(0);
        Assert.Equal((0, 1), (taken.Number("keptConnections"), taken.Number("closedConnections")));
        Assert.Contains("which is outside of the checkpoint, has it too", taken.Output, StringComparison.Ordinal);
        Assert.Equal("hello", client.Ask("hello"));
    }

    [Fact]
    public void A_restore_that_fails_can_be_tried_again()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var stream = new RedisStream(IPAddress.Loopback, redis.Port);
        Patience.Until(() => stream.Answered > 20, TimeSpan.FromSeconds(30), "answers");
        var id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
        foreach (var point in (string[])["files-created", "ready"])
        {
            Bench.Environment["PERDURE_FAIL_AT"] = point;
            Bench.Restore(id).ExpectFailure(1, point);
            Bench.Environment.Remove("PERDURE_FAIL_AT");
            Assert.True(PacketTables.Has(id), $"the failure at {point} has let packets through");
        }

        Assert.Equal(1, Bench.Restore(id).Expect(0).Number("keptConnections"));
        stream.ExpectAll();
    }

    [Fact]
    public void A_peer_that_waited_too_long_is_reset_and_perdure_says_so()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var client = redis.Connect();
        Assert.Equal("+PONG", client.Ask("PING"));
        var id = Bench.Checkpoint(redis.Pid, "--kill", "--hold", "1s").Expect(0).Text("id");
        Thread.Sleep(1500);
        var restored = Bench.Restore(id).Expect(0);
        Assert.Equal((0, 1), (restored.Number("keptConnections"), restored.Number("closedConnections")));
        Assert.Contains("is over", restored.Output, StringComparison.Ordinal);
        Assert.False(PacketTables.Has(id), "the table is still there");
        Assert.ThrowsAny<IOException>(() => client.Ask("PING"));
        using var other = redis.Connect();
        Assert.Equal("+PONG", other.Ask("PING"));
    }

    [Fact]
    public void A_second_restore_finds_the_peer_gone()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using (var client = redis.Connect())
        {
            Assert.Equal("+PONG", client.Ask("PING"));
            var id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
            Assert.Contains("lives on, while packets are held back", Bench.Perdure("show", id).Expect(0).Output, StringComparison.Ordinal);
            Bench.Restore(id).Expect(0);
            Assert.Equal("+PONG", client.Ask("PING"));
            var later = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
            var again = Bench.Restore(id).Expect(0);
            Bench.Perdure("delete", later).Expect(0);
            Assert.Equal((0, 1), (again.Number("keptConnections"), again.Number("closedConnections")));
            Assert.Contains("not held back here", again.Output, StringComparison.Ordinal);
        }

        using var other = redis.Connect();
        Assert.Equal("+PONG", other.Ask("PING"));
    }

    [Fact]
    public void Delete_lets_the_peer_know()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var client = redis.Connect();
        Assert.Equal("+PONG", client.Ask("PING"));
        var id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
        Assert.True(PacketTables.Has(id), "no table holds packets back");
        Bench.Perdure("delete", id).Expect(0);
        Assert.False(PacketTables.Has(id), "the table is still there");
        Assert.ThrowsAny<IOException>(() => client.Ask("PING"));
    }

    [Fact]
    public void A_peer_that_has_gone_meanwhile_is_an_end_for_the_program()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var other = redis.Connect();
        using (var client = redis.Connect())
            Assert.Equal("+PONG", client.Ask("PING"));
        string id;
        using (var client = redis.Connect())
        {
            Assert.Equal("+PONG", client.Ask("PING"));
            id = Bench.Checkpoint(redis.Pid, "--kill").Expect(0).Text("id");
        }

        Assert.Equal(2, Bench.Restore(id).Expect(0).Number("keptConnections"));
        Patience.Until(() => Clients(other) == 1, TimeSpan.FromSeconds(30), "redis to notice that a client has gone");
    }

    [Fact]
    public void Without_kill_a_connection_is_closed_on_restore_and_perdure_says_why()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var client = redis.Connect();
        Assert.Equal("+PONG", client.Ask("PING"));
        var taken = Bench.Checkpoint(redis.Pid, "--leave-running").Expect(0);
        Assert.Equal((0, 1), (taken.Number("keptConnections"), taken.Number("closedConnections")));
        Assert.Contains("--kill keeps such connections", taken.Output, StringComparison.Ordinal);
        Assert.Contains("is closed by a restore", Bench.Perdure("show", taken.Text("id")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Fact]
    public void Both_ends_in_the_program_come_back_from_a_live_checkpoint()
    {
        var guest = Bench.StartGuest("ipc-tcp");
        var taken = Bench.Checkpoint(guest.Pid, "--leave-running").Expect(0);
        Assert.Equal((4, 0), (taken.Number("keptConnections"), taken.Number("closedConnections")));
        using (var process = System.Diagnostics.Process.GetProcessById(guest.Pid))
            process.Kill();
        Patience.Until(() => ProcessTree.State(guest.Pid) is null, TimeSpan.FromSeconds(10), "the end of the killed process");
        var restored = Bench.Restore(taken.Text("id")).Expect(0);
        Assert.Equal((4, 0), (restored.Number("keptConnections"), restored.Number("closedConnections")));
        guest.ExpectPass();
    }

    private static int NumberAfter(Keeper program, string word) => int.Parse(
        program.Output.Split('\n').First(line => line.StartsWith(word, StringComparison.Ordinal)).AsSpan(word.Length + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static int Clients(LineClient client)
    {
        client.Send("CLIENT LIST\r\n");
        var length = int.Parse(client.ReadLine().AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        var lines = 0;
        for (var read = 0; read < length; lines++)
            read += client.ReadLine().Length + 1;
        client.ReadLine();
        return lines;
    }
}
