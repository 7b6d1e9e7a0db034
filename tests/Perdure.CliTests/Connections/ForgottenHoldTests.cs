using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Connections;

/// <summary>When a checkpoint goes by a policy its peers are no longer held, and know that the program is gone.</summary>
public sealed class ForgottenHoldTests : SupervisionTest
{
    [Fact]
    public void Prune_lets_the_peer_know()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var client = redis.Connect();
        var id = KillWithClient(redis, client);
        var other = RedisServer.Start(Bench);
        Bench.Checkpoint(other.Pid, "--name", "shop").Expect(0);
        Bench.Perdure("prune", "shop", "--keep", "last=1").Expect(0);
        ExpectGone(id, client);
    }

    [Fact]
    public void The_retention_of_a_supervisor_lets_the_peer_know()
    {
        Needs.Root();
        var redis = RedisServer.Start(Bench);
        using var client = redis.Connect();
        var id = KillWithClient(redis, client);
        var other = RedisServer.Start(Bench);
        Bench.Perdure("attach", $"{other.Pid}", "--name", "shop", "--every", "100ms", "--keep", "last=2", "--detach", "--json").Expect(0);
        Patience.Until(() => !PacketTables.Has(id), TimeSpan.FromSeconds(30), "the retention to let packets through");
        ExpectGone(id, client);
    }

    private string KillWithClient(RedisServer redis, LineClient client)
    {
        Assert.Equal("+PONG", client.Ask("PING"));
        var id = Bench.Checkpoint(redis.Pid, "--kill", "--name", "shop").Expect(0).Text("id");
        Assert.True(PacketTables.Has(id), "no table holds packets back");
        return id;
    }

    private void ExpectGone(string id, LineClient client)
    {
        Assert.DoesNotContain(id, Checkpoints());
        Assert.False(PacketTables.Has(id), "the table is still there");
        Assert.ThrowsAny<IOException>(() => client.Ask("PING"));
    }
}
