namespace Perdure.Checkpoints.Lazy;

/// <summary>What the server of a lazily restored program has to know. It lies at the head of the <see cref="EventJournal"/>.</summary>
/// <param name="Image">Where the pages are.</param>
/// <param name="FirstHeld">The number under which the first process holds its userfaultfd, in its own table; the next one two further, and so on.</param>
/// <param name="Spaces">The address spaces that miss pages.</param>
internal sealed record LazyPlan(ImagePlace Image, int FirstHeld, IReadOnlyList<LazySpace> Spaces)
{
    /// <summary>The number under which a process holds its userfaultfd; the journal has the number after it.</summary>
    public int HeldBy(int space) => FirstHeld + (2 * space);
}
