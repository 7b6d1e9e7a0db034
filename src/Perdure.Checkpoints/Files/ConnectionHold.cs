using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Files;

/// <summary>The tables of nf_tables that hold packets back for checkpoints.</summary>
public static class ConnectionHold
{
    /// <summary>The name of a checkpoint's table, in the family inet.</summary>
    public static string TableOf(CheckpointId id) => $"perdure-{id}";

    /// <summary>Lets the packets of a checkpoint's connections through: its peers learn that they are gone. Nothing when it holds none.</summary>
    public static void Release(CheckpointId id) => _ = PacketHold.Remove(TableOf(id));
}
