using Perdure.Agent;
using Perdure.Agent.Code;
using Perdure.Agent.Rings;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Agent;

/// <summary>Programs that look very closely at what their system calls do find nothing changed, with hooks, without, and while they come and go.</summary>
public sealed class GuestTests
{
    private const int Times = 15;

    [Theory]
    [InlineData("tool-agent-signals")]
    [InlineData("tool-agent-signals:static")]
    [InlineData("tool-agent-registers")]
    [InlineData("tool-agent-processes")]
    [InlineData("tool-agent-cancel")]
    [InlineData("tool-agent-seccomp")]
    public void Hooks_stay(string guest)
    {
        using var target = Target.StartGuest(guest);
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        Assert.InRange(agent.HookCount, 20, 500);
        if (guest != "tool-agent-cancel")
            target.Await(() => agent.Rings.Sequence > 500, "500 noted calls");
        if (guest.Contains("seccomp", StringComparison.Ordinal))
            target.Await(() => target.Said.Contains("filtered", StringComparison.Ordinal), "the filter");
        Assert.Equal(0UL, agent.Rings.Unnoted);
        target.ExpectPass();
    }

    [Theory]
    [InlineData("tool-agent-signals")]
    [InlineData("tool-agent-signals:static")]
    [InlineData("tool-agent-registers")]
    [InlineData("tool-agent-processes")]
    [InlineData("tool-agent-cancel")]
    [InlineData("tool-agent-seccomp")]
    public void Hooks_come_and_go(string guest)
    {
        using var target = Target.StartGuest(guest);
        if (guest.Contains("seccomp", StringComparison.Ordinal))
            target.Await(() => target.Said.Contains("filtered", StringComparison.Ordinal), "the filter");
        var before = CodePicture.Of(target.Pid);
        var survey = CodeSurvey.Take(target.Pid);
        var maps = AddressBytes(target.Pid);
        for (var time = 0; time < Times; time++)
        {
            var agent = target.Frozen(process => SyscallAgent.Attach(process, survey));
            Thread.Sleep(20);
            Assert.True(target.DetachWith(agent), "a thread stays in a hook");
        }

        before.ExpectSame(CodePicture.Of(target.Pid));

        // The rings take 256 MiB of addresses. Threads that came and went, and what malloc gave them, take less.
        Assert.InRange(AddressBytes(target.Pid), 0, maps + (200L << 20));
        target.ExpectPass();
    }

    private static long AddressBytes(Pid pid) => ProcMaps.Read(pid).Value.Where(map => map.Kind != MapKind.Vsyscall && map.Protection != 0).Sum(map => (long)map.Length);

    [Fact]
    public void A_hook_that_a_handler_has_interrupted_stays_until_the_handler_is_done()
    {
        using var target = Target.StartGuest("tool-agent-registers");
        var before = CodePicture.Of(target.Pid);
        var survey = CodeSurvey.Take(target.Pid);
        var waited = 0;
        for (var time = 0; time < 200 && waited < 2; time++)
        {
            var agent = target.Frozen(process => SyscallAgent.Attach(process, survey));
            Thread.Sleep(2);
            _ = Signals.Kill(target.Pid, SignalNumber.SIGUSR1);
            Thread.Sleep(3);
            if (target.Frozen(agent.Detach))
            {
                // The handler sleeps 40 ms, with its signal blocked.
                Thread.Sleep(45);
                continue;
            }

            // The program's code is its own again, the hooks are still there, and nobody notes any more.
            waited++;
            var picture = CodePicture.Of(target.Pid);
            Assert.All(before.Code, code => Assert.Equal(code.Value, picture.Code[code.Key]));
            Assert.True(picture.Code.Count > before.Code.Count);
            Assert.True(target.DetachWith(agent), "the handler is long done");
        }

        Assert.True(waited > 0, "no signal has ever met a hook");
        before.ExpectSame(CodePicture.Of(target.Pid));
        target.ExpectPass();
    }

    [Fact]
    public void The_number_is_learned_where_the_code_does_not_say_it()
    {
        using var target = Target.StartGuest("tool-agent-signals");
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        Thread.Sleep(200);
        var events = target.Frozen(process => process.Threads.SelectMany(thread => agent.Rings.Of(thread.ReadRegisters().FsBase)?.Events() ?? []).ToList());

        // The fifth reader goes through syscall(3), the second through readv, the fourth through recvmsg: numbers, one after another, as bytes.
        foreach (var number in (ReadOnlySpan<SyscallNumber>)[SyscallNumber.read, SyscallNumber.readv, SyscallNumber.recvfrom, SyscallNumber.recvmsg])
            Assert.Contains(events, noted => noted.Number == number && noted.Result == 4 && noted.Payload.Length == 4);
        Assert.DoesNotContain(events, noted => noted.Number is null);
        target.ExpectPass();
    }

    [Fact]
    public void What_a_vfork_child_does_is_not_its_parents()
    {
        using var target = Target.StartGuest("tool-agent-registers");
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        var fsBase = target.Frozen(process => process.Leader.ReadRegisters().FsBase);
        target.Await(() => agent.Rings.Of(fsBase)?.Last(MomentKind.Read) is not null, "a read");
        agent.Rings.BeginVfork(fsBase);
        var last = agent.Rings.Sequence;
        target.Await(() => agent.Rings.Sequence > last + 1000, "more reads");
        Assert.All(agent.Rings.Of(fsBase)!.Events(), noted => Assert.True(noted.Sequence <= last));
        agent.Rings.EndVfork(fsBase);
        var end = agent.Rings.Sequence;
        target.Await(() => agent.Rings.Of(fsBase)!.Events(end).Count > 100, "reads that count again");
        target.ExpectPass();
    }

    [Fact]
    public void Code_that_comes_later_is_hooked_and_may_go()
    {
        using var target = Target.StartGuest("tool-agent-dlopen", $"'{AgentGuest.Path("tool-agent-library:shared")}'");
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        Assert.False(agent.HasNewCode);
        File.WriteAllText(Path.Combine(target.Folder, "load"), "");
        target.Await(() => target.Said.Contains("loaded", StringComparison.Ordinal), "the library");
        Assert.True(agent.HasNewCode);
        var (before, survey) = (agent.HookCount, agent.SurveyNewCode());
        target.Frozen(process => agent.HookNewCode(process, survey));
        Assert.Equal(before + 1, agent.HookCount);
        Assert.False(agent.HasNewCode);
        var fsBase = target.Frozen(process => process.Leader.ReadRegisters().FsBase);
        target.Await(() => agent.Rings.Of(fsBase)!.Events().Any(noted => noted is { Number: SyscallNumber.read, Result: 33, Payload.Length: 33 }), "a read by the library");
        target.ExpectPass();
    }

    [Fact]
    public void Another_program_in_the_same_process_is_left_alone()
    {
        // Without randomization the next one has the same addresses.
        using var target = Target.Start("setarch -R /bin/sh -c 'while ! [ -e go ]; do /bin/sleep 0.01; done; exec /bin/sleep 100'");
        target.Await(() => File.ReadAllText($"/proc/{target.Pid}/comm") == "sh\n", "the shell");
        Thread.Sleep(50);
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        Assert.True(agent.IsThere);
        File.WriteAllText(Path.Combine(target.Folder, "go"), "");
        target.Await(() => File.ReadAllText($"/proc/{target.Pid}/comm") == "sleep\n", "the other program");
        Thread.Sleep(50);
        var before = CodePicture.Of(target.Pid);
        Assert.False(agent.IsThere);
        Assert.Throws<PerdureException>(() => target.Frozen(process => agent.HookNewCode(process)));
        Assert.True(target.Frozen(agent.Detach));
        before.ExpectSame(CodePicture.Of(target.Pid));
        var anew = target.Frozen(process => SyscallAgent.Attach(process));
        Assert.True(anew.HookCount > 20 && target.DetachWith(anew));
        Assert.False(target.Ended);
    }

    [Fact]
    public void A_fork_child_has_notes_of_its_own_and_so_has_each_thread()
    {
        using var target = Target.StartGuest("tool-agent-fork");
        var agent = target.Frozen(process => SyscallAgent.Attach(process));

        // All that the program maps is locked, and yet the rings don't take their 256 MiB.
        Assert.InRange(ProcMemory(target.Pid), 0, 64L << 10);
        File.WriteAllText(Path.Combine(target.Folder, "fork"), "");
        target.Await(() => target.Said.Contains("child", StringComparison.Ordinal), "the child");
        using var child = Target.Of(int.Parse(target.Said.Split("child ")[1].Split('.')[0]));
        var childs = agent.Forked(child.Pid);
        var fsBase = target.Frozen(process => process.Leader.ReadRegisters().FsBase);
        target.Await(() => childs.Rings.Of(fsBase)!.Events().Any(Reads(5)) && agent.Rings.Of(fsBase)!.Events().Any(Reads(3)), "reads of both");
        Assert.DoesNotContain(agent.Rings.Of(fsBase)!.Events(), noted => Reads(5)(noted));
        Assert.DoesNotContain(childs.Rings.Of(fsBase)!.Events(), noted => Reads(3)(noted) || Reads(7)(noted));
        Assert.Null(childs.Rings.Of(0));

        // The threads' calls are in rings of their own, of which there are never more than threads at one time.
        Assert.DoesNotContain(agent.Rings.Of(fsBase)!.Events(), noted => Reads(7)(noted));
        target.Await(() => target.Frozen(process => process.Threads.Skip(1).Any(thread => agent.Rings.Of(thread.ReadRegisters().FsBase)?.Events().Any(Reads(7)) == true)), "reads of a thread");
        Assert.Equal(0UL, agent.Rings.Unnoted);

        // Freed of its hooks the child goes on, and the parent keeps its own.
        var code = CodePicture.Of(target.Pid);
        Assert.True(child.DetachWith(childs));
        Assert.NotEqual(code.Code.Count, CodePicture.Of(child.Pid).Code.Count);
        Assert.Equal(code.Code, CodePicture.Of(target.Pid).Code);
        target.ExpectPass();
    }

    private static Func<AgentEvent, bool> Reads(long bytes) => noted => noted.Number == SyscallNumber.read && noted.Result == bytes && noted.Third == (ulong)bytes;

    private static long ProcMemory(Pid pid) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    [Fact]
    public void Moments_have_the_stack_and_the_registers_of_the_call()
    {
        using var target = Target.StartGuest("tool-agent-registers");
        var agent = target.Frozen(process => SyscallAgent.Attach(process));
        var fsBase = target.Frozen(process => process.Leader.ReadRegisters().FsBase);
        target.Await(() => agent.Rings.Of(fsBase)?.Last(MomentKind.Read) is { Rbx: 0x1111 }, "a read by raw_read");
        var (moment, noted) = target.Frozen(process => (agent.Rings.Of(fsBase)!.Last(MomentKind.Read), agent.Rings.Of(fsBase)!.Events().Last(call => call.Number == SyscallNumber.read)));
        Assert.Equal((0x2222UL, 0x6666UL, 0x7777UL, 0x8888UL, 0x9999UL), (moment!.Rbp, moment.R12, moment.R13, moment.R14, moment.R15));

        // The guest's stack is one page, and nothing is mapped behind it: no more than the rest of the page may have been read.
        Assert.Equal(Math.Min(2048, 4096 - (int)(moment.Rsp.Value % 4096)), moment.StackContent.Length);
        Assert.Equal(SyscallNumber.read, moment.Number);
        Assert.Equal(noted.Sequence, moment.Sequence);
        Assert.True(noted.Payload.Span.IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(Math.Min(4096, noted.Result), noted.Payload.Length);
        Assert.Equal(noted.Result > 4096, noted.PayloadCut);
        target.ExpectPass();
    }
}
