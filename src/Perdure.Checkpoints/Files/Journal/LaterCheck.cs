namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What must hold if what is read of a file after the pause is to be what it was in the pause.</summary>
internal enum LaterCheck
{
    /// <summary>Nothing: a clone can't change, and a program that stays stopped writes nothing.</summary>
    None,

    /// <summary>It has not become shorter: what is only appended to keeps its beginning.</summary>
    NotShorter,

    /// <summary>Its age and size are the same.</summary>
    SameAge,
}
