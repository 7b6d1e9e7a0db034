using System.Text.Json.Serialization;

namespace Perdure.Checkpoints.Files;

/// <summary>The locks that a description can have of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileLockKind>))]
public enum FileLockKind
{
    /// <summary>flock(2).</summary>
    Whole,

    /// <summary>F_OFD_SETLK.</summary>
    Range,

    /// <summary>F_SETLEASE.</summary>
    Lease,
}
