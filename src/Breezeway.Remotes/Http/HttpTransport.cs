using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Breezeway.Annex;
using Breezeway.Base.Text;

namespace Breezeway.Remotes.Http;

/// <summary>Asks web servers, and connects only to addresses that are allowed: each connection is looked at, those of redirects and changed names too. Thread-safe.</summary>
public sealed class HttpTransport : IDisposable
{
    /// <summary>For a connection, and for the next bytes of an answer.</summary>
    static readonly TimeSpan s_connect = TimeSpan.FromSeconds(30), s_stall = TimeSpan.FromMinutes(2);

    const int Redirects = 10;

    readonly HttpClient _client;
    readonly AllowedAddresses _allowed;

    public HttpTransport(AnnexRepository repository)
    {
        _allowed = AllowedAddresses.Of(repository);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = s_connect, MaxAutomaticRedirections = Redirects, AutomaticDecompression = DecompressionMethods.None, UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectCallback = ConnectAsync,
        }) { Timeout = Timeout.InfiniteTimeSpan };
        foreach (string header in repository.Config.GetAll("annex.http-headers"))
            if (header.IndexOf(':') is var colon and > 0) _client.DefaultRequestHeaders.TryAddWithoutValidation(header[..colon].Trim(), header[(colon + 1)..].Trim());
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", repository.Config.Get("annex.user-agent") ?? "git-annex/breezeway");
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, token);
        var allowed = addresses.Where(a => _allowed.Allows(a, port)).ToArray();
        if (allowed.Length == 0)
            throw new RemoteFailure(addresses.Length == 0 ? $"{host} has no address"
                : $"Configuration of annex.security.allowed-ip-addresses does not allow accessing address {addresses[0]}");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch { socket.Dispose(); throw; }
    }

    /// <summary>An answer whose body is still to be read. Throws <see cref="RemoteFailure"/> when there is none.</summary>
    /// <param name="from">The first byte wanted; the answer may be the whole thing all the same.</param>
    public HttpResponseMessage Ask(HttpMethod method, string url, long from, CancellationToken stop)
    {
        if (!Uri.TryCreate(ByteText.Decode(url), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) throw new RemoteFailure($"{url} is no url");
        using var request = new HttpRequestMessage(method, uri);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        if (uri.UserInfo.Length > 0)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(s_stall);
        try { return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token).GetAwaiter().GetResult(); }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { throw new RemoteFailure($"{uri.Host} did not answer"); }
        catch (HttpRequestException e) { throw Failure(e); }
    }

    /// <summary>Bytes of the body; 0 at its end.</summary>
    public static int Read(Stream body, byte[] into, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(s_stall);
        try { return body.ReadAsync(into, late.Token).AsTask().GetAwaiter().GetResult(); }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested) { throw new RemoteFailure("the web server stalled"); }
        catch (Exception e) when (e is HttpRequestException or IOException) { throw Failure(e); }
    }

    static RemoteFailure Failure(Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            if (inner is RemoteFailure own) return own;
        var cause = e.GetBaseException();
        return new RemoteFailure($"download failed: {ByteText.Utf8(cause.Message)}", e);
    }

    /// <summary>What a status means to a user.</summary>
    public static string Describe(HttpResponseMessage answer) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {ByteText.Utf8(answer.ReasonPhrase ?? "")}").TrimEnd();

    public void Dispose() => _client.Dispose();
}
