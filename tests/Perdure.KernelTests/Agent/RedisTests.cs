using System.Text;
using Perdure.Agent;
using Perdure.Agent.Code;
using Perdure.Agent.Rings;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Debian's redis-server under load, with hooks.</summary>
public sealed class RedisTests
{
    [Fact]
    public void The_ring_tells_which_connection_is_served_and_what_it_sent()
    {
        var port = Target.FreePort();
        using var redis = Start(port);
        using var client = RedisLoad.Connect(port);
        var load = new RedisLoad(port, 3);
        var survey = CodeSurvey.Take(redis.Pid);
        load.AwaitAnswers(100);
        var agent = redis.Frozen(process => SyscallAgent.Attach(process, survey));
        Assert.DoesNotContain(agent.Unhooked, call => call.Number is (int)SyscallNumber.read or (int)SyscallNumber.epoll_wait);
        load.AwaitAnswers(1000);
        // A ring holds the last 512 calls of a thread: some milliseconds of such a load.
        load.Dispose();
        Assert.Equal("+OK", RedisLoad.Ask(client, "SET fox lazy-dog-4711"));

        var ring = MainRing(redis, agent);
        var read = Assert.Single(ring.Events(), call => call.Number == SyscallNumber.read && Encoding.ASCII.GetString(call.Payload.Span).Contains("lazy-dog-4711", StringComparison.Ordinal));
        Assert.Equal("SET fox lazy-dog-4711\r\n", Encoding.ASCII.GetString(read.Payload.Span));
        Assert.False(read.PayloadCut);
        Assert.Equal(RemotePortOf(redis, (int)read.First), ((System.Net.IPEndPoint)client.Client.LocalEndPoint!).Port);
        var answered = Assert.Single(ring.Events(read.Sequence), call => call.Number == SyscallNumber.write && call.First == read.First);
        Assert.Equal(5, answered.Result);

        var wait = ring.Last(MomentKind.Wait);
        Assert.Equal(SyscallNumber.epoll_wait, wait!.Number);
        Assert.Equal(2048, wait.StackContent.Length);
        Assert.Equal(SyscallNumber.read, ring.Last(MomentKind.Read)!.Number);
        Assert.NotNull(ring.CurrentConnection());
        Assert.Equal(0UL, agent.Rings.Unnoted);
        Assert.True(redis.DetachWith(agent));
        Assert.Equal("$13", RedisLoad.Ask(client, "GET fox"));
    }

    [Fact]
    public void Taken_away_a_hundred_times_nothing_is_left()
    {
        var port = Target.FreePort();
        using var redis = Start(port);
        using var load = new RedisLoad(port, 2);
        load.AwaitAnswers(100);
        redis.DetachWith(redis.Frozen(process => SyscallAgent.Attach(process)));
        var before = CodePicture.Of(redis.Pid);
        var maps = ProcMaps.Read(redis.Pid).Value.Count;
        for (var time = 0; time < 100; time++)
        {
            var survey = CodeSurvey.Take(redis.Pid);
            var agent = redis.Frozen(process => SyscallAgent.Attach(process, survey));
            load.AwaitAnswers(50);
            Assert.NotEqual(0UL, agent.Rings.Sequence);
            Assert.True(redis.DetachWith(agent));
        }

        load.AwaitAnswers(100);
        before.ExpectSame(CodePicture.Of(redis.Pid));
        Assert.InRange(ProcMaps.Read(redis.Pid).Value.Count, 1, maps + 1);
    }

    private static Target Start(int port) =>
        Target.Start($"{Programs.Find("redis-server")} --port {port} --bind 127.0.0.1 --save '' --daemonize no --dir .");

    private static ThreadRing MainRing(Target target, SyscallAgent agent)
    {
        var fsBase = target.Frozen(process => process.Leader.ReadRegisters().FsBase);
        return agent.Rings.Of(fsBase) ?? throw new InvalidOperationException("the first thread has no ring");
    }

    /// <summary>The port of the other end, by the inode of the descriptor in /proc/net/tcp.</summary>
    private static int RemotePortOf(Target target, int fd)
    {
        var inode = new FileInfo($"/proc/{target.Pid}/fd/{fd}").LinkTarget!.Split('[', ']')[1];
        var line = File.ReadLines($"/proc/{target.Pid}/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(columns => columns[9] == inode);
        return Convert.ToInt32(line[2].Split(':')[1], 16);
    }
}
