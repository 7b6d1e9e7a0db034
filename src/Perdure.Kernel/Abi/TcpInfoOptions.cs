namespace Perdure.Kernel.Abi;

/// <summary>What both ends of a connection have agreed on (tcpi_options).</summary>
[Flags]
[CConstants("linux/tcp.h")]
public enum TcpInfoOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Timestamps.</summary>
    TCPI_OPT_TIMESTAMPS = 1,

    /// <summary>Selective acknowledgements.</summary>
    TCPI_OPT_SACK = 2,

    /// <summary>Scaled windows.</summary>
    TCPI_OPT_WSCALE = 4,
}
