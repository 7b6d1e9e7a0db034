using Perdure.Binaries.Abi;
using Perdure.Binaries.Cores;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Exports;

/// <summary>
/// Which parts of which mappings a core stores. What is not known (a file that changed since) is left out page by page, so that gdb takes
/// it from the file; great stretches that nobody ever touched are left out, too, and all else is stored, zeros as holes of the file.
/// </summary>
internal sealed class CorePlan(ProcessContent content)
{
    private const ulong GreatStretch = 1UL << 30;
    private const ulong EndOfUserSpace = 0x7fff_ffff_f000;
    private readonly List<CoreSegment> _segments = [];

    /// <summary>The segments of a core.</summary>
    public static List<CoreSegment> Make(ProcessContent content)
    {
        var plan = new CorePlan(content);
        foreach (var mapping in content.Mappings.Where(mapping => mapping.End <= EndOfUserSpace))
            plan.Add(mapping);
        return plan._segments;
    }

    private void Add(MappingImage mapping)
    {
        var whole = content.IsWhole(mapping);
        var fromElsewhere = mapping.Kind is MappingKind.File or MappingKind.Kernel;
        var layered = mapping is { ObjectId: not 0, Shared: false };
        if (whole && (fromElsewhere || layered || (mapping.Protection != 0 && mapping.End - mapping.Start < GreatStretch)))
            AddPart(mapping, mapping.Start, mapping.End, stored: true);
        else
            AddStored(mapping, whole ? GreatStretch : 1);
    }

    /// <summary>Stores what the image holds, and the gaps between that are smaller than a limit.</summary>
    private void AddStored(MappingImage mapping, ulong gapLimit)
    {
        var (start, end) = (mapping.Start, mapping.Start);
        foreach (var (from, to) in content.StoredWithin(mapping))
        {
            if (from - end >= gapLimit)
            {
                AddPart(mapping, start, end, stored: true);
                AddPart(mapping, end, from, stored: false);
                start = from;
            }

            end = to;
        }

        var rest = mapping.End - end;
        var last = end == mapping.Start || rest >= gapLimit ? end : mapping.End;
        AddPart(mapping, start, last, stored: true);
        AddPart(mapping, last, mapping.End, stored: false);
    }

    private void AddPart(MappingImage mapping, ulong start, ulong end, bool stored)
    {
        if (start < end)
            _segments.Add(new CoreSegment(start, end - start, Flags(mapping.Protection), stored ? end - start : 0));
    }

    // PROT_READ is 1 and PROT_EXEC 4, in an ELF file it is the other way round.
    private static ElfSegmentFlags Flags(int protection) =>
        ((protection & 1) != 0 ? ElfSegmentFlags.PF_R : 0) | ((protection & 2) != 0 ? ElfSegmentFlags.PF_W : 0) | ((protection & 4) != 0 ? ElfSegmentFlags.PF_X : 0);
}
