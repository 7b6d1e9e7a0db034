using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold of the memory objects: ids that are unique, sizes that can be.</summary>
internal static class ObjectRules
{
    private const long MaxBytes = 1L << 47;

    /// <summary>Every broken rule.</summary>
    public static IEnumerable<string> Problems(ProgramImage program, IReadOnlyList<ProcessImage> living)
    {
        var ids = new HashSet<long>();
        foreach (var process in living)
        {
            if (!ids.Add(process.AddressSpace!.ObjectId))
                yield return $"process {process.Pid} shares the id {process.AddressSpace.ObjectId} of its memory with another";
        }

        foreach (var found in program.Objects)
        {
            if (!ids.Add(found.Id))
                yield return $"the memory object {found.Id} is there twice";
            if (!Enum.IsDefined(found.Kind) || found.Bytes is < 0 or > MaxBytes || found.Name.Contains('\0', StringComparison.Ordinal))
                yield return $"the memory object {found.Id} has a kind, name or size ({found.Bytes} bytes) that can't be";
        }
    }
}
