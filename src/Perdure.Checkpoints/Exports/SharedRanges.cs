using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Exports;

/// <summary>Parts of files and shared objects that were looked at already: many processes may map the same, and its content is told once.</summary>
internal sealed class SharedRanges
{
    private readonly HashSet<(string Name, long Object, ulong Offset, ulong Length)> _seen = [];

    /// <summary>Whether what lies beneath a mapping is met for the first time.</summary>
    public bool IsFirst(MappingImage mapping) => _seen.Add((mapping.Name, mapping.ObjectId, mapping.Offset, mapping.End - mapping.Start));
}
