namespace Perdure.Supervision;

/// <summary>What one may ask a supervisor.</summary>
public enum ControlVerb
{
    /// <summary>How the program is.</summary>
    Status = 0,

    /// <summary>To take a checkpoint now.</summary>
    Checkpoint = 1,

    /// <summary>To let the program go on by itself.</summary>
    Stop = 2,
}
