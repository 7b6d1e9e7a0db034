namespace Perdure.Elsewhere.Wire;

/// <summary>What a frame is. Requests are the client's, and get the frames named with them as an answer.</summary>
internal enum FrameKind : byte
{
    /// <summary>Both sides begin with it: version of the protocol, seal; the client's says whether the store is to be made.</summary>
    Hello = (byte)'H',

    /// <summary>Request: all checkpoints. <see cref="Entry"/> for each, then <see cref="End"/>.</summary>
    List = (byte)'L',

    /// <summary>A checkpoint.</summary>
    Entry = (byte)'E',

    /// <summary>Request: whether an id is there. <see cref="Answer"/>.</summary>
    Has = (byte)'K',

    /// <summary>One byte: no or yes.</summary>
    Answer = (byte)'A',

    /// <summary>Request: opens a checkpoint. <see cref="Image"/> frames, then <see cref="End"/>; or <see cref="Gone"/>.</summary>
    Open = (byte)'O',

    /// <summary>There is no such checkpoint, or no more.</summary>
    Gone = (byte)'G',

    /// <summary>Request: chunks of the open checkpoint, by place. <see cref="Chunk"/> for each, in any order.</summary>
    Read = (byte)'R',

    /// <summary>Request: a checkpoint comes; <see cref="Image"/> frames and <see cref="End"/> follow. <see cref="Missing"/> frames, then <see cref="End"/>.</summary>
    Begin = (byte)'B',

    /// <summary>Bytes of an image file.</summary>
    Image = (byte)'I',

    /// <summary>Places of chunks that lack.</summary>
    Missing = (byte)'M',

    /// <summary>A chunk: its place, its stored bytes. It gets no answer.</summary>
    Chunk = (byte)'C',

    /// <summary>Request: makes visible what came. <see cref="Answer"/>.</summary>
    Commit = (byte)'D',

    /// <summary>The end of a list.</summary>
    End = (byte)'.',

    /// <summary>It failed: message and hint. Nothing follows.</summary>
    Failure = (byte)'X',
}
