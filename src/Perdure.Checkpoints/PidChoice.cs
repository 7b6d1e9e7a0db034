namespace Perdure.Checkpoints;

/// <summary>Which pids a restored program gets.</summary>
public enum PidChoice
{
    /// <summary>The ones that it had.</summary>
    Same,

    /// <summary>The ones that it had within a pid namespace of its own; new ones seen from outside.</summary>
    New,
}
