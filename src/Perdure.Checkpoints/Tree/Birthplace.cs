using Perdure.Tracing;

namespace Perdure.Checkpoints.Tree;

/// <summary>Where the processes of a program come into being.</summary>
/// <param name="Parent">Bears the program's root.</param>
/// <param name="AsSibling">The root becomes a child of the parent's parent.</param>
/// <param name="Session">The session of the parent, by the number that the program would see.</param>
/// <param name="JoinsSession">The program's root stays in that session, unless it led its own: it runs in the foreground.</param>
/// <param name="OwnPids">The pid namespace is the program's own.</param>
/// <param name="Door">The descriptor by which blank processes find perdure.</param>
internal sealed record Birthplace(BlankProcess Parent, bool AsSibling, int Session, bool JoinsSession, bool OwnPids, ulong Door)
{
    /// <summary>The root if it is born already, as the first process of its pid namespace.</summary>
    public BlankProcess? Root { get; init; }
}
