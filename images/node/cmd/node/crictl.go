package main

func crictl() {}
