namespace Perdure.Cli.Options;

/// <summary>When an image is compressed.</summary>
internal enum CompressionChoice
{
    /// <summary>Small programs now, large ones later.</summary>
    Auto,

    /// <summary>While it is written.</summary>
    Now,

    /// <summary>By a process in the background.</summary>
    Later,
}
