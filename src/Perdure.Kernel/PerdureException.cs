namespace Perdure.Kernel;

/// <summary>A foreseen failure: it names the thing, the cause and what to do next, and is shown without a stack trace.</summary>
public sealed class PerdureException : Exception
{
    /// <summary>A failure with a hint on what to do next.</summary>
    /// <param name="message">What failed and why, naming the thing.</param>
    /// <param name="hint">What to do next; empty if there is nothing to say.</param>
    /// <param name="exitCode">How the tool ends.</param>
    public PerdureException(string message, string hint = "", ExitCode exitCode = ExitCode.Failed)
        : this([message], hint, exitCode)
    {
    }

    /// <summary>A failure that another one caused.</summary>
    /// <param name="message">What failed and why, naming the thing.</param>
    /// <param name="hint">What to do next; empty if there is nothing to say.</param>
    /// <param name="cause">What caused it; it is not shown.</param>
    public PerdureException(string message, string hint, Exception cause)
        : base(message, cause)
    {
        Lines = [message];
        Hint = hint;
        ExitCode = ExitCode.Failed;
    }

    /// <summary>A failure for several reasons.</summary>
    /// <param name="lines">What failed and why, a reason on each line.</param>
    /// <param name="hint">What to do next; empty if there is nothing to say.</param>
    /// <param name="exitCode">How the tool ends.</param>
    public PerdureException(IReadOnlyList<string> lines, string hint = "", ExitCode exitCode = ExitCode.Failed)
        : base(string.Join('\n', lines))
    {
        Lines = lines;
        Hint = hint;
        ExitCode = exitCode;
    }

    /// <summary>The message by lines. A line feed within one comes from a name of the program's and is to be shown as such.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>What to do next; may be empty.</summary>
    public string Hint { get; }

    /// <summary>How the tool ends.</summary>
    public ExitCode ExitCode { get; }
}
