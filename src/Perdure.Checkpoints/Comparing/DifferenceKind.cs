namespace Perdure.Checkpoints.Comparing;

/// <summary>What became of something between two checkpoints.</summary>
public enum DifferenceKind
{
    /// <summary>It is as it was; something that it holds may differ.</summary>
    Same,

    /// <summary>Only the later checkpoint has it.</summary>
    New,

    /// <summary>Only the earlier checkpoint has it.</summary>
    Gone,

    /// <summary>Both have it, and it differs.</summary>
    Changed,

    /// <summary>Of an open file: only the place where the next read or write begins differs.</summary>
    Moved,
}
