namespace Perdure.Agent.Rings;

/// <summary>
/// The agent's memory in a process: a page of counters, then rings, each of one thread. The hooks write it and <see cref="AgentRings"/> reads it, from outside. All offsets are powers
/// of two where the hooks mask with them.
/// </summary>
internal static class RingLayout
{
    public const ulong HeadBytes = 4096;
    public const int HeadSequence = 0;
    public const int HeadNewCode = 8;
    public const int HeadUnnoted = 16;
    public const int HeadMagic = 24;
    public const int HeadMappingBytes = 32;

    // By this the memory is known when its maker has died.
    public const ulong Magic = 0x73676e6952647250;

    public const int RingBytes = 256 * 1024;
    public const int RingsOfGroup = 8;
    public const int GroupBytes = RingBytes * RingsOfGroup;

    public const int Key = 0;
    public const int Claim = 8;
    public const int Cursor = 16;
    public const int DataCursor = 24;
    public const int StackLow = 32;
    public const int StackHigh = 40;
    public const int HeaderBytes = 48;

    // Numbers of calls on their way, by their stack pointer: a handler that interrupts one has another.
    public const int Pending = 0x100;
    public const int PendingMask = 0xf0;

    public const int Entries = 0x8000;
    public const int EntryCount = 512;
    public const int EntryBytes = 64;
    public const int EntrySequence = 0;
    public const int EntryNumber = 8;
    public const int EntryDataBytes = 12;
    public const int EntryResult = 16;
    public const int EntryArgument0 = 24;
    public const int EntryArgument1 = 32;
    public const int EntryArgument2 = 40;
    public const int EntryStack = 48;
    public const int EntryData = 56;

    public const int Slots = 0x10000;
    public const int SlotBytes = 0x2000;
    public const int SlotCount = 4;
    public const int SlotRdi = 8;
    public const int SlotRsi = 16;
    public const int SlotRdx = 24;
    public const int SlotRax = 32;
    public const int SlotEntry = 40;
    public const int SlotCounter = 48;
    public const int SlotMoments = 256;

    public const int MomentBytes = 2304;
    public const int MomentSequence = 0;
    public const int MomentNumber = 8;
    public const int MomentArgument0 = 16;
    public const int MomentResult = 24;
    public const int MomentRip = 32;
    public const int MomentRsp = 40;
    public const int MomentRbx = 48;
    public const int MomentRbp = 56;
    public const int MomentR12 = 64;
    public const int MomentR13 = 72;
    public const int MomentR14 = 80;
    public const int MomentR15 = 88;
    public const int MomentStackBytes = 96;
    public const int MomentStack = 128;
    public const int StackBytes = 2048;

    // What does not fit before the end of the data goes on behind it, so that no payload is split.
    public const int Data = 0x20000;
    public const int DataBytes = 64 * 1024;
    public const int PayloadBytes = 4096;

    /// <summary>Which group of rings a thread's is in: the hooks compute the same.</summary>
    public static ulong GroupOf(ulong fsBase, int groupBits) => unchecked((uint)fsBase * HashFactor) >> (32 - groupBits);

    /// <summary>Where a moment of a slot is in its ring.</summary>
    public static int MomentOf(int slot, MomentKind kind) => Slots + (slot * SlotBytes) + SlotMoments + ((int)kind * MomentBytes);

    public const uint HashFactor = 0x9e3779b1;
}
