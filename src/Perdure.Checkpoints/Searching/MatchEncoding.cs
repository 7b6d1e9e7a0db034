namespace Perdure.Checkpoints.Searching;

/// <summary>What found bytes are.</summary>
public enum MatchEncoding
{
    /// <summary>Bytes that were asked for as such.</summary>
    Bytes,

    /// <summary>Text in UTF-8.</summary>
    Utf8,

    /// <summary>Text in UTF-16, little-endian: of .NET, Java and JavaScript.</summary>
    Utf16,
}
