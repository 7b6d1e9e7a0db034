// Connections over loopback, each echoing counted numbers, and goroutines that only compute and have to be preempted by signals. It says `ready`, waits for the file DIR/go,
// and says `pass`. For the tests of the syscall agent.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

var stop, echoed, failed int64

func fail(what string, err error) {
	if atomic.AddInt64(&failed, 1) == 1 {
		fmt.Println("fail:", what, err)
	}
}

func serve(connection net.Conn) {
	defer connection.Close()
	buffer := make([]byte, 8)
	for {
		if _, err := io.ReadFull(connection, buffer); err != nil {
			return
		}
		if _, err := connection.Write(buffer); err != nil {
			fail("answer", err)
			return
		}
	}
}

func ask(address string, done *sync.WaitGroup) {
	defer done.Done()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		fail("dial", err)
		return
	}
	defer connection.Close()
	buffer := make([]byte, 8)
	for number := uint64(0); atomic.LoadInt64(&stop) == 0; number++ {
		binary.LittleEndian.PutUint64(buffer, number)
		if _, err := connection.Write(buffer); err != nil {
			fail("ask", err)
			return
		}
		if _, err := io.ReadFull(connection, buffer); err != nil || binary.LittleEndian.Uint64(buffer) != number {
			fail("answer", err)
			return
		}
		atomic.AddInt64(&echoed, 1)
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println("fail: listen", err)
		os.Exit(1)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(connection)
		}
	}()
	for computing := 0; computing < 2; computing++ {
		go func() {
			for sum := uint64(1); ; sum = sum*31 + 7 {
			}
		}()
	}
	var done sync.WaitGroup
	for client := 0; client < 4; client++ {
		done.Add(1)
		go ask(listener.Addr().String(), &done)
	}
	fmt.Println("ready")
	for {
		if _, err := os.Stat(os.Args[1] + "/go"); err == nil {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	atomic.StoreInt64(&stop, 1)
	done.Wait()
	if atomic.LoadInt64(&failed) == 0 && atomic.LoadInt64(&echoed) > 10 {
		fmt.Println("pass")
	}
}
