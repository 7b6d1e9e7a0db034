using Perdure.Kernel;

namespace Perdure.Cli.Output;

/// <summary>Standard output took no more. What was done stays done, so whoever knows says so by <see cref="After"/>.</summary>
internal sealed class OutputLostException(Errno error) : IOException("cannot write to standard output: " + error.Describe())
{
    /// <summary>Whether the reader of a pipe has gone, as head(1) does: he has what he wanted, and there is nothing to complain about.</summary>
    internal bool ReaderLeft => error == Errno.EPIPE;

    /// <summary>The failure as the user is told of it.</summary>
    /// <param name="done">What was done nevertheless, as a sentence without a full stop; empty if nothing was.</param>
    internal PerdureException After(string done) =>
        new(done.Length > 0 ? $"{done}, but perdure cannot write to standard output: {error.Describe()}" : Message, error == Errno.ENOSPC ? "is the disk full?" : "");
}
