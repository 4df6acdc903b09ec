using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Http;

/// <summary>A web server on 127.0.0.1 that shows a folder.</summary>
sealed class WebServer : IDisposable
{
    readonly HttpListener _listener = new();
    readonly string _folder;

    internal WebServer(string folder)
    {
        _folder = folder;
        using (var free = new TcpListener(IPAddress.Loopback, 0)) { free.Start(); Port = ((IPEndPoint)free.LocalEndpoint).Port; }
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    internal int Port { get; }
    internal string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Method, path, and the range asked for.</summary>
    internal ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Range is understood.</summary>
    internal bool Ranges { get; set; } = true;

    /// <summary>What comes instead of a file.</summary>
    internal Func<string, byte[], byte[]> Change { get; set; } = (_, content) => content;

    /// <summary>Where requests for a path are sent to; null for here.</summary>
    internal Func<string, string?> Redirect { get; set; } = _ => null;

    void Serve()
    {
        try { while (true) Answer(_listener.GetContext()); }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException) { /* stopped */ }
    }

    void Answer(HttpListenerContext context)
    {
        var (request, answer) = (context.Request, context.Response);
        string path = request.Url!.AbsolutePath, range = request.Headers["Range"] ?? "";
        Requests.Enqueue($"{request.HttpMethod} {path} {range}".TrimEnd());
        try
        {
            if (Redirect(path) is { } elsewhere) { answer.Redirect(elsewhere); answer.Close(); return; }
            string file = _folder + Uri.UnescapeDataString(path);
            if (!Fs.IsFile(file)) { answer.StatusCode = 404; answer.Close(); return; }
            byte[] content = Change(path, Fs.ReadAll(file));
            if (Ranges && range.StartsWith("bytes=", StringComparison.Ordinal))
            {
                int from = int.Parse(range[6..^1], System.Globalization.CultureInfo.InvariantCulture);
                if (from >= content.Length) { answer.StatusCode = 416; answer.Close(); return; }
                answer.StatusCode = 206;
                answer.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
                content = content[from..];
            }
            answer.ContentLength64 = content.Length;
            if (request.HttpMethod != "HEAD") answer.OutputStream.Write(content);
            answer.Close();
        }
        catch (HttpListenerException) { /* the client has gone */ }
    }

    public void Dispose() => _listener.Close();
}
