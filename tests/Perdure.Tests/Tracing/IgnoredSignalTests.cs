using System.Globalization;
using System.Text;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Tracing;

/// <summary>The signal by which a thread tells that its list of calls is done must mean nothing to its program.</summary>
public sealed class IgnoredSignalTests
{
    private const int SIGUSR1 = SignalNumber.SIGUSR1;
    private const int SIGURG = SignalNumber.SIGURG;
    private const int SIGWINCH = SignalNumber.SIGWINCH;

    [Fact]
    public void One_that_is_ignored_by_default_comes_first() => Assert.Equal(SIGURG, Choose());

    [Fact]
    public void What_the_program_catches_is_never_chosen() => Assert.Equal(SIGWINCH, Choose(caught: Mask(SIGURG)));

    [Fact]
    public void What_is_blocked_may_be_fetched_by_other_ways() => Assert.Equal(SIGWINCH, Choose(mask: Mask(SIGURG)));

    [Fact]
    public void What_is_pending_would_be_taken_away()
    {
        Assert.Equal(SIGWINCH, Choose(pending: Mask(SIGURG)));
        Assert.Equal(SIGWINCH, Choose(shared: Mask(SIGURG)));
    }

    [Fact]
    public void Else_one_that_the_program_ignores_will_do() =>
        Assert.Equal(SIGUSR1, Choose(caught: Mask(SIGURG) | Mask(SIGWINCH), ignored: Mask(SIGUSR1)));

    [Theory]
    [InlineData(SignalNumber.SIGCHLD)]
    [InlineData(SignalNumber.SIGCONT)]
    [InlineData(SignalNumber.SIGTSTP)]
    [InlineData(SignalNumber.SIGSEGV)]
    [InlineData(SignalNumber.SIGTRAP)]
    public void One_that_does_more_or_that_a_fault_raises_is_never_chosen(int unfit) =>
        Assert.Null(Choose(caught: Mask(SIGURG) | Mask(SIGWINCH), ignored: Mask(unfit)));

    [Fact]
    public void A_thread_that_blocks_all_has_none() => Assert.Null(Choose(mask: ulong.MaxValue, ignored: Mask(SIGUSR1)));

    private static ulong Mask(int signal) => IgnoredSignal.Bit(signal);

    private static int? Choose(ulong mask = 0, ulong pending = 0, ulong shared = 0, ulong caught = 0, ulong ignored = 0)
    {
        var lines = new[] { ("SigPnd", pending), ("ShdPnd", shared), ("SigBlk", mask), ("SigIgn", ignored), ("SigCgt", caught) };
        var text = string.Concat(lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Item1}:\t{line.Item2:x16}\n")));
        return IgnoredSignal.Of(ProcStatus.Parse(Encoding.ASCII.GetBytes(text)), mask);
    }
}
