using Perdure.Cli.Output;
using Perdure.Kernel;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Cli;

public sealed class FailureReportTests : IDisposable
{
    private readonly StringWriter _results = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    public void Dispose()
    {
        _results.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void A_foreseen_failure_is_a_message_and_a_hint_and_no_stack_trace()
    {
        var code = new FailureReport(false, _results, _errors).Report(new PerdureException("no such thing", "look elsewhere", ExitCode.Unsupported));

        Assert.Equal(3, code);
        Assert.Equal("perdure: no such thing\nhint: look elsewhere\n", _errors.ToString());
        Assert.Empty(_results.ToString());
    }

    [Fact]
    public void In_json_it_is_an_object_as_well()
    {
        new FailureReport(true, _results, _errors).Report(new PerdureException("no 'x'"));

        Assert.Equal("{\"error\":{\"message\":\"no 'x'\",\"hint\":\"\",\"exitCode\":1}}\n", _results.ToString());
    }

    [Fact]
    public void What_a_terminal_would_obey_is_replaced_and_reasons_stay_on_their_lines()
    {
        new FailureReport(false, _results, _errors).Report(new PerdureException(["no \e[31m", "nor\nhint: x"], "try\r\n"));

        Assert.Equal("perdure: no ?[31m\nnor?hint: x\nhint: try??\n", _errors.ToString());
    }

    [Fact]
    public void Of_a_bug_too()
    {
        new FailureReport(false, _results, _errors).ReportBug(new InvalidOperationException("a\e[31m"));

        Assert.DoesNotContain('\e', _errors.ToString());
    }

    [Fact]
    public void Lost_output_says_what_was_done()
    {
        var lost = new OutputLostException(Errno.ENOSPC);

        Assert.Equal("cannot write to standard output: No space left on device", lost.After("").Message);
        Assert.Equal("it was done, but perdure cannot write to standard output: No space left on device", lost.After("it was done").Message);
        Assert.True(new OutputLostException(Errno.EPIPE).ReaderLeft);
    }

    [Fact]
    public void A_bug_says_so_and_shows_its_stack()
    {
        var code = new FailureReport(false, _results, _errors).ReportBug(new InvalidOperationException("oh\nno"));

        Assert.Equal(70, code);
        Assert.StartsWith("perdure: InvalidOperationException: oh no\nhint: this is a bug of ours", _errors.ToString(), StringComparison.Ordinal);
    }
}
