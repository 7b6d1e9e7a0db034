using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Perdure.Kernel;

namespace Perdure.Elsewhere.Buckets;

/// <summary>The calls of S3 that are needed, whose failures name the object. On one thread.</summary>
internal sealed class Bucket : IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _prefix;

    /// <param name="bucket">Its name.</param>
    /// <param name="prefix">What all keys begin with; a slash follows unless it is empty.</param>
    public Bucket(string bucket, string prefix)
    {
        (_bucket, _prefix) = (bucket, prefix.Length == 0 ? "" : prefix + "/");
        _client = Do("reach", "", () => new AmazonS3Client(Configuration()));
    }

    /// <summary>What it is called in messages.</summary>
    public string Name => NameOf("");

    /// <summary>The objects of a folder: key without prefix and folder, and ETag.</summary>
    public IReadOnlyList<(string Name, string Tag)> List(string folder)
    {
        var found = new List<(string, string)>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix + folder };
        ListObjectsV2Response page;
        do
        {
            page = Do("list", folder, () => _client.ListObjectsV2Async(request).GetAwaiter().GetResult());
            foreach (var item in page.S3Objects ?? [])
                found.Add((item.Key[request.Prefix.Length..], item.ETag));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return found;
    }

    /// <summary>A whole object of at most so many bytes; null if it is not there.</summary>
    public byte[]? TryGet(string key, int most)
    {
        try
        {
            return Get(key, 0, most, exactly: false);
        }
        catch (PerdureException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    /// <summary>A range of an object.</summary>
    public byte[] Get(string key, long offset, int length) => Get(key, offset, length, exactly: true);

    /// <summary>Reads a whole object.</summary>
    public void Download(string key, Action<ReadOnlySpan<byte>> receive) => Do("read", key, () =>
    {
        using var response = _client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = _prefix + key }).GetAwaiter().GetResult();
        var piece = new byte[1 << 16];
        while (response.ResponseStream.Read(piece) is > 0 and var length)
            receive(piece.AsSpan(0, length));
        return 0;
    });

    /// <summary>Writes a whole object; it is seen when all of it is there.</summary>
    /// <returns>Its ETag.</returns>
    public string Put(string key, Stream content) => Do("write", key, () => _client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = _bucket,
        Key = _prefix + key,
        InputStream = content,
        UseChunkEncoding = false,
    }).GetAwaiter().GetResult()).ETag;

    /// <summary>Begins an object that comes in parts.</summary>
    public string BeginParts(string key) => Do(
        "write", key, () => _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _prefix + key }).GetAwaiter().GetResult()).UploadId;

    /// <summary>Writes a part.</summary>
    public PartETag PutPart(string key, string upload, int number, Stream content) => new(number, Do("write", key, () => _client.UploadPartAsync(new UploadPartRequest
    {
        BucketName = _bucket,
        Key = _prefix + key,
        UploadId = upload,
        PartNumber = number,
        InputStream = content,
        PartSize = content.Length,
        UseChunkEncoding = false,
    }).GetAwaiter().GetResult()).ETag);

    /// <summary>Makes the object of the parts visible.</summary>
    public void EndParts(string key, string upload, List<PartETag> parts) => Do("write", key, () => _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
    {
        BucketName = _bucket,
        Key = _prefix + key,
        UploadId = upload,
        PartETags = parts,
    }).GetAwaiter().GetResult());

    /// <summary>Drops the parts; that it can't be done is no failure, the bucket's rules for unfinished uploads do it.</summary>
    public void DropParts(string key, string upload)
    {
        try
        {
            Do("drop", key, () => _client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _bucket, Key = _prefix + key, UploadId = upload }).GetAwaiter().GetResult());
        }
        catch (PerdureException)
        {
            // As said.
        }
    }

    public void Dispose() => _client.Dispose();

    private static AmazonS3Config Configuration()
    {
        var config = new AmazonS3Config
        {
            // Checksums as trailers are not understood by all that speak S3; the store has its own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (!IsSet("AWS_ENDPOINT_URL") && !IsSet("AWS_ENDPOINT_URL_S3"))
            return config;

        // Servers that are not Amazon's: buckets are in the path, and the region is only a word in signatures.
        config.ForcePathStyle = true;
        if (!IsSet("AWS_REGION") && !IsSet("AWS_DEFAULT_REGION"))
            config.AuthenticationRegion = "us-east-1";
        return config;
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private string NameOf(string key) => $"s3://{_bucket}/{_prefix}{key}";

    private byte[] Get(string key, long offset, int length, bool exactly) => Do("read", key, () =>
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = _prefix + key };
        if (exactly)
            request.ByteRange = new ByteRange(offset, offset + length - 1);
        using var response = _client.GetObjectAsync(request).GetAwaiter().GetResult();
        var bytes = new byte[length];
        var read = response.ResponseStream.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
        if (exactly && read < length)
            throw new IOException($"it ends after {offset + read} bytes");
        return bytes[..read];
    });

    private T Do<T>(string what, string key, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or WebException)
        {
            throw new PerdureException($"cannot {what} {NameOf(key)}: {e.Message}", HintFor(e), e);
        }
    }

    private static string HintFor(Exception e) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => "make the bucket first; perdure makes none",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } => "the credentials must allow s3:ListBucket, s3:GetObject and s3:PutObject there",
        AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } => "something was removed there; a bucket whose images name missing packs is damaged",
        AmazonServiceException { StatusCode: not 0 } => "",
        _ => "credentials, region and endpoint are those of the AWS SDK: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, AWS_PROFILE",
    };
}
