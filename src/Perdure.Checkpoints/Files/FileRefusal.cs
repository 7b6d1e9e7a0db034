namespace Perdure.Checkpoints.Files;

/// <summary>An open file that can't be kept.</summary>
/// <param name="Process">Whose it is; 0 for one that only lies in the queue of a socket.</param>
/// <param name="Fd">Its number there; -1 for one in a queue.</param>
/// <param name="Name">What /proc calls it.</param>
/// <param name="Reason">Why, to follow a colon.</param>
public sealed record FileRefusal(int Process, int Fd, string Name, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Process == 0
        ? $"a passed descriptor in a socket's queue ({Name}): {Reason}"
        : $"process {Process}, descriptor {Fd} ({Name}): {Reason}";
}
