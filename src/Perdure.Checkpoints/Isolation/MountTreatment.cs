namespace Perdure.Checkpoints.Isolation;

/// <summary>What becomes of a mount of the machine in a room.</summary>
internal enum MountTreatment
{
    /// <summary>It is not there.</summary>
    Drop,

    /// <summary>It can be written to; what is written goes into memory and ends with the room.</summary>
    Overlay,

    /// <summary>It can be read, by inodes of an overlay: behind a socket or a fifo in it is nobody.</summary>
    ReadOnly,

    /// <summary>It can be read, itself: nothing in it is a socket, a fifo or a device.</summary>
    Bound,

    /// <summary>Another one of the same type, which shows the room.</summary>
    Fresh,

    /// <summary>The harmless devices alone.</summary>
    Devices,
}
